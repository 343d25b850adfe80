/* Swim-lanes: who talks to whom in a step. Each arrow is a button that opens its message beneath itself. */
(function (k) {
  "use strict";
  var BUILTIN = { "0x3e7": "LocalSystem", "0x3e4": "NetworkService", "0x3e5": "LocalService" };

  function hostOf(lane) { return lane.split("/0x")[0]; }

  /* Who speaks in a step, by part: 1 whoever asks, 2 a DC, 3 whoever is shown a ticket. */
  function partsOf(step) {
    var order = [], part = {};
    function see(lane, value) {
      if (!(lane in part)) { order.push(lane); part[lane] = value; } else part[lane] = Math.max(part[lane], value);
    }
    step.arrows.forEach(function (a) {
      if (a.state === "earlier") { see(a.from, 2); see(a.to, 1); } else if ("exchange" in a) {
        if (a.name.slice(-3) === "REQ") { see(a.from, 1); see(a.to, 2); }
      } else if (a.name === "AP-REQ" || a.name === "no ticket") { see(a.from, 1); see(a.to, 3); }
    });
    return order.map(function (lane) { return { lane: lane, part: part[lane], silent: false }; });
  }

  /* Those who might have spoken and did not: other sessions of the same hosts, other DCs of the same domains. */
  function silentOf(trace, step, speakers) {
    var taken = {}, hosts = {}, domains = {}, found = [[], [], []];
    speakers.forEach(function (s) { taken[s.lane] = true; hosts[hostOf(s.lane)] = Math.max(hosts[hostOf(s.lane)] || 0, s.part); });
    var machines = step.machines.map(function (n) { return trace.pool[n]; });
    machines.forEach(function (m) { if (hosts[m.name]) domains[m.domain] = true; });
    machines.forEach(function (m) {
      if (m.kind === "dc") { if (domains[m.domain] && !taken[m.name]) found[1].push({ lane: m.name, part: 2.5, silent: true }); return; }
      if (hosts[m.name]) m.sessions.forEach(function (n) {
        var session = trace.pool[n], lane = m.name + "/" + session.luid;
        if (session.account && !taken[lane]) found[hosts[m.name] === 3 ? 0 : 2].push({ lane: lane, part: hosts[m.name] === 3 ? 3.5 : 0.5, silent: true });
      });
    });
    return found[0].concat(found[1], found[2]);
  }

  /* The lanes of a step, left to right; silent ones as far as there is room, the others by name. */
  function cast(trace, step, most) {
    var speakers = partsOf(step), silent = silentOf(trace, step, speakers), room = Math.max(0, most - speakers.length);
    var lanes = speakers.concat(silent.slice(0, room)).map(function (each, n) { return [each.part, n, each]; });
    return { lanes: lanes.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; }).map(function (each) { return each[2]; }), rest: silent.slice(room) };
  }

  k.laneName = function (lane, step, trace) {
    var cut = lane.lastIndexOf("/0x");
    if (cut < 0) return [lane, ""];
    var luid = lane.slice(cut + 1), host = lane.slice(0, cut), name = BUILTIN[luid];
    if (!name) step.machines.forEach(function (n) {
      var m = trace.pool[n];
      if (m.name === host) (m.sessions || []).forEach(function (s) {
        var session = trace.pool[s];
        if (session.luid === luid) name = session.account || session.name;
      });
    });
    return [host, (name || "session") + " " + luid];
  };

  function said(lane, step, trace) {
    var name = k.laneName(lane, step, trace);
    return name[1] ? name[1] + " on " + name[0] : name[0];
  }

  k.lanes = function (trace, step, opened, onopen, side) {
    if (!step.arrows.length) return k.h("p.quiet", null, "Nothing crosses the network in this step.");
    var drawn = cast(trace, step, k.narrow() ? 0 : side ? 4 : k.single() ? 5 : 7), lanes = drawn.lanes, at = {};
    lanes.forEach(function (each, n) { at[each.lane] = (n + 0.5) / lanes.length * 100; });
    var heads = k.h("div.heads", { vars: { lanes: lanes.length }, "aria-hidden": "true" }, lanes.map(function (each) {
      var name = k.laneName(each.lane, step, trace);
      return k.h("div.head" + (each.silent ? ".silent" : ""), { "data-lane": each.lane }, k.h("strong", null, k.name(name[0])), name[1] ? k.h("span", null, k.name(name[1])) : null, each.silent ? k.h("em", null, "silent") : null);
    }));
    var lines = k.h("div.lines", { "aria-hidden": "true" }, lanes.map(function (each) {
      return k.h("i" + (each.silent ? ".silent" : ""), { vars: { x: at[each.lane] + "%" } });
    }));
    var list = k.h("ol.arrows", { "aria-label": "messages of this step" }, step.arrows.map(function (arrow, n) {
      return row(trace, step, arrow, n, at, opened === n, onopen, side || "");
    }));
    var rest = drawn.rest.slice(0, 8).map(function (each) { return said(each.lane, step, trace); });
    var told = rest.join(", ") + (drawn.rest.length > 8 ? " and " + (drawn.rest.length - 8) + " more" : "");
    return [k.h("div.lanes", { "data-lanes": lanes.length }, heads, k.h("div.field-of-lanes", null, lines, list)),
      rest.length ? k.h("p.hint.silents", null, "Also there, and silent in this step: ", k.name(told)) : null];
  };

  var STATES = { cut: "it fails", refusal: "a refusal", asks: "it asks back", earlier: "in an earlier step" };

  function row(trace, step, arrow, n, at, open, onopen, side) {
    var from = at[arrow.from], to = at[arrow.to];
    if (from === undefined) from = to;
    if (to === undefined) to = from;
    var left = Math.min(from, to), right = Math.max(from, to), width = Math.max(right - left, 46), middle = (left + right) / 2;
    var start = Math.max(0, Math.min(middle - width / 2, 100 - width)), kind = k.kind(arrow.etype);
    var id = "m" + n + "-" + Math.random().toString(36).slice(2, 8);
    var words = said(arrow.from, step, trace) + " to " + said(arrow.to, step, trace);
    var button = k.h("button.arrow." + kind + "." + arrow.state, {
      type: "button", "aria-expanded": open ? "true" : "false", "aria-controls": id, "data-arrow": n, "data-focus": "arrow " + side + n,
      vars: { start: start + "%", width: width + "%" }, onclick: function () { onopen(open ? null : n); }
    },
    k.h("span.text", null,
      k.h("span.sr", null, words + ": "),
      k.h("span.line", null, k.h("b", null, arrow.name), " ",
        arrow.etype !== null && arrow.etype !== undefined ? k.chip(trace, arrow.etype) : null, " ",
        k.h("span.words", null, arrow.words)),
      arrow.small ? [" ", k.h("span.small", null, arrow.small)] : null,
      arrow.fault ? [" ", k.h("span.small.fault", null, arrow.fault)] : null,
      STATES[arrow.state] ? k.h("span.sr", null, " (" + STATES[arrow.state] + ")") : null),
    wire(from, to, arrow.state));
    var item = k.h("li", null, button);
    if (open) k.put(item, [k.h("div.opened", { id: id }, k.opened(trace, step, arrow))]);
    return item;
  }

  /* A small arrow of one state, for the list of signs. */
  k.sample = function (state) {
    return k.h("span.sample." + state, { "aria-hidden": "true" }, wire(0, 100, state));
  };

  function wire(from, to, state) {
    var sign = to >= from ? 1 : -1, end = state === "cut" ? from + (to - from) * 0.74 : to;
    var svg = k.svg("svg", { "class": "wire", "aria-hidden": "true", focusable: "false" },
      k.svg("line", { "class": "shaft", x1: from + "%", y1: "50%", x2: end + "%", y2: "50%" }),
      state === "cut" ? k.svg("line", { "class": "rest", x1: from + (to - from) * 0.84 + "%", y1: "50%", x2: to + "%", y2: "50%" }) : null);
    var box = k.h("span.wirebox", { "aria-hidden": "true" }, svg,
      k.h("i.dot", { vars: { x: from + "%" } }),
      k.h("i.tip" + (sign > 0 ? ".right" : ".left"), { vars: { x: to + "%" } }));
    if (state === "cut") k.put(box, [k.h("i.cross", { vars: { x: from + (to - from) * 0.79 + "%" } }, k.icon("bad"))]);
    return box;
  }

  /* What lies behind an arrow: the message, and the ladders that decided it. */
  k.opened = function (trace, step, arrow) {
    var parts = [];
    if (arrow.state === "earlier" && k.go) {
      parts.push(k.h("p", null, "This message was sent in an earlier step. ",
        k.h("button.link", { type: "button", "data-focus": "earlier", onclick: function () { k.go({ step: arrow.step }); } }, "Go to that step")));
    }
    if (arrow.message !== null && arrow.message !== undefined) parts.push(k.message(trace, trace.pool[arrow.message]));
    if (!parts.length) parts.push(k.h("p", null, "No Kerberos message: nothing to decode, and nothing to open."));
    var behind = arrow.decisions || step.decisions.filter(function (d) {
      return "exchange" in arrow ? d.exchange === arrow.exchange && arrow.name.slice(-3) !== "REQ" : !("exchange" in d) && "call" in arrow;
    });
    if (behind.length) parts.push(k.h("h4", null, "Who chose what, and why"), k.h("div.ladders", null, behind.map(function (d) {
      return k.ladder(trace, d);
    })));
    return parts;
  };

  k.ladder = function (trace, decision) {
    var ladder = trace.ladders[decision.ladder] || { question: decision.ladder, rules: [] };
    var rungs = {};
    decision.rungs.forEach(function (n, place) {
      rungs[trace.pool[n].rule] = { rung: trace.pool[n], decides: place === decision.rungs.length - 1 };
    });
    var names = ladder.rules.map(function (r) { return r.name; });
    Object.keys(rungs).forEach(function (name) { if (names.indexOf(name) < 0) names.push(name); });
    var rules = names.filter(function (name) { return rungs[name]; }).map(function (name) {
      return k.rung(rungs[name].rung, rungs[name].decides ? "decides" : "narrows");
    });
    var silent = names.filter(function (name) { return !rungs[name]; });
    return k.h("details.ladder", { open: true },
      k.h("summary", null, k.h("span.question", null, ladder.question), " ", k.h("strong", null, k.name(decision.value))),
      rules, silent.length ? k.h("p.hint", null, "had nothing to say: " + silent.join(", ")) : null);
  };

  k.rung = function (rung, verb, told) {
    return k.h("div.rung", null,
      k.h("p", null, k.h("span.verb", null, verb), " ", rung.sentence, rung.removed.length ? " (" + rung.removed.join(", ") + ")" : ""),
      k.h("p.source", null, k.h("span.grade." + rung.grade, null, rung.grade), " ", k.h("code", null, rung.rule), " \u00b7 " + rung.source),
      rung.facts.length ? k.h("ul.facts", null, rung.facts.map(function (fact, n) {
        return k.h("li", null, k.h("code", null, k.name(fact.address)), " = ", k.h("code", null, k.name(fact.value)),
          told && told[n] ? k.h("span.at", null, " " + told[n]) : null);
      })) : null,
      rung.assumed.map(function (each) { return k.h("p.assumed", null, "leans on an assumption: " + each); }));
  };
}(window.kdcsim = window.kdcsim || {}));
