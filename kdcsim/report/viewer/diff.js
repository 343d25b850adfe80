/* Before and after: which arrows and which rules differ between two plays of a moment. */
(function (k) {
  "use strict";

  function steps(trace, branch) { return branch.steps.map(function (n) { return trace.pool[n]; }); }

  function told(trace, step, arrow) {
    var etype = arrow.etype === null || arrow.etype === undefined ? "" : k.label(trace, arrow.etype) + ", ";
    var small = arrow.state === "earlier" ? "" : arrow.small, shown = arrow.name === "AP-REQ" ? k.laneName(arrow.to, step, trace)[1] : "";
    return etype + (shown ? "shown to " + shown + ", " : "") + (arrow.fault || (arrow.error ? arrow.words : small || "ok"));
  }

  function host(lane) { return lane.split("/0x")[0]; }

  /* Align by which host says what to which - sessions are what may differ - counting repetitions. */
  function keyed(list, name) {
    var seen = {}, found = {};
    list.forEach(function (each) {
      var base = name(each), n = seen[base] = (seen[base] || 0) + 1;
      found[base + (n > 1 ? " #" + n : "")] = each;
    });
    return found;
  }

  function both(a, b, same, say) {
    var lines = [], names = Object.keys(a).concat(Object.keys(b).filter(function (n) { return !(n in a); }));
    names.forEach(function (name) {
      if (name in a && name in b && same(a[name], b[name])) return;
      lines.push({ name: name, before: name in a ? say(a[name]) : "\u2014", after: name in b ? say(b[name]) : "\u2014" });
    });
    return lines;
  }

  k.diffSteps = function (before, one, after, two) {
    function arrowName(a) { return a.name + "  " + host(a.from) + " \u2192 " + host(a.to); }
    var a = keyed(one ? one.arrows : [], arrowName), b = keyed(two ? two.arrows : [], arrowName);
    function text(trace, step) { return function (x) { return told(trace, step, x); }; }
    var sayA = text(before, one), sayB = text(after, two);
    var arrows = both(a, b, function (x, y) { return sayA(x) === sayB(y); }, function (x) { return x; }).map(function (line) {
      return { name: line.name, before: line.before === "\u2014" ? "\u2014" : sayA(line.before), after: line.after === "\u2014" ? "\u2014" : sayB(line.after) };
    });
    return { arrows: arrows, rules: rules(before, one, after, two) };
  };

  function rules(before, one, after, two) {
    function all(trace, step) {
      if (!step) return [];
      function ruled(each, number) { return { ladder: each.ladder, value: each.value, rule: trace.pool[number].rule, sentence: trace.pool[number].sentence }; }
      var own = step.decisions.map(function (d) { return ruled(d, d.rungs[d.rungs.length - 1]); });
      var why = step.why ? step.why.rules.map(function (r) { return ruled(r, r.rung); }) : [];
      return own.concat(why.filter(function (w) { return !own.some(function (o) { return o.ladder === w.ladder; }); }));
    }
    function say(d) { return d.value + ": " + d.sentence + " (" + d.rule + ")"; }
    return both(keyed(all(before, one), function (d) { return d.ladder; }), keyed(all(after, two), function (d) { return d.ladder; }),
      function (x, y) { return say(x) === say(y); }, say);
  }

  /* Over a whole branch: steps with the same label are compared; others are told in one line, as new or gone. */
  k.diffBranches = function (before, one, after, two) {
    var a = {}, b = {}, order = [], found = { steps: [], arrows: [], rules: [] };
    steps(before, one).forEach(function (s) { a[s.label] = s; order.push(s.label); });
    steps(after, two).forEach(function (s) { b[s.label] = s; if (!(s.label in a)) order.push(s.label); });
    order.forEach(function (label) {
      if (!(label in a)) { found.steps.push({ name: label, before: "\u2014", after: b[label].sentence }); return; }
      if (!(label in b)) { found.steps.push({ name: label, before: a[label].sentence, after: "\u2014" }); return; }
      var each = k.diffSteps(before, a[label], after, b[label]);
      each.arrows.forEach(function (line) { found.arrows.push({ step: label, name: line.name, before: line.before, after: line.after }); });
      each.rules.forEach(function (line) { found.rules.push({ step: label, name: line.name, before: line.before, after: line.after }); });
    });
    return found;
  };

  k.diffTable = function (title, lines, most) {
    if (!lines.length) return k.h("p.quiet", null, "no " + title + " changed");
    var shown = lines.slice(0, most || 40);
    return k.h("table.diff", null, k.h("caption", null, lines.length + " " + title + " changed" + (lines.length > shown.length ? ", the first " + shown.length : "")),
      k.h("thead", null, k.h("tr", null, ["", "before", "after"].map(function (t) { return k.h("th", { scope: "col" }, t); }))),
      k.h("tbody", null, shown.map(function (line) {
        return k.h("tr", null, k.h("th", { scope: "row" }, k.name(line.name), line.step ? k.h("span.origin", null, k.name(line.step)) : null),
          k.h("td.before", null, k.name(line.before)), k.h("td.after", null, k.name(line.after)));
      })));
  };
}(window.kdcsim = window.kdcsim || {}));
