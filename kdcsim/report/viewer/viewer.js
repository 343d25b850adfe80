/* The viewer: one page over one trace. What is shown is in the fragment, so every view has a link. */
(function (k) {
  "use strict";
  var story, trace, view = {}, parts = {}, originals = {};

  function branchNamed(name) { return story.branches.filter(function (b) { return b.name === name; })[0]; }
  function stepAt(branch, index) { return index < 0 ? null : branch.of.pool[branch.steps[index]]; }
  function indexOf(branch, label) {
    for (var n = 0; n < branch.steps.length; n++) if (branch.of.pool[branch.steps[n]].label === label) return n;
    return -1;
  }
  function text(words) { return (words || "").replace(/\s+/g, " ").trim(); }
  k.current = function () { return { story: story, trace: trace, original: originals[view.branch.name] || null, branch: view.branch, index: view.index, step: stepAt(view.branch, view.index) }; };

  /* ---- state and permalinks ---- */
  function fragment() {
    var step = stepAt(view.branch, view.index), out = ["b=" + encodeURIComponent(view.branch.name), "s=" + (step ? encodeURIComponent(step.label) : "")];
    if (view.arrow !== null) out.push("a=" + view.arrow);
    if (view.against && view.before !== null) out.push("p=" + view.before);
    if (view.against) out.push("c=" + encodeURIComponent(view.against.name));
    if (view.machine) out.push("m=" + encodeURIComponent(view.machine));
    if (k.extraFragment) out = out.concat(k.extraFragment());
    return "#" + out.join("&");
  }

  k.asked = function () {
    var found = {};
    location.hash.slice(1).split("&").forEach(function (pair) {
      var cut = pair.indexOf("=");
      if (cut > 0) { try { found[pair.slice(0, cut)] = decodeURIComponent(pair.slice(cut + 1)); } catch (e) { /* not ours */ } }
    });
    return found;
  };

  function fromFragment() {
    var asked = k.asked(), branch = branchNamed(asked.b) || branchNamed(story.central) || story.branches[0];
    var index = asked.s === undefined ? -2 : asked.s === "" ? -1 : indexOf(branch, asked.s);
    if (index < 0 && asked.s !== "") index = Math.max(indexOf(branch, branch.central), branch.central === null ? branch.steps.length - 1 : 0);
    function number(told) { return told === undefined || !/^\d+$/.test(told) ? null : Number(told); }
    view = { branch: branch, index: index, arrow: number(asked.a), before: number(asked.p),
      against: branchNamed(asked.c) || null, machine: asked.m || null };
  }

  k.go = function (change) {
    if (change.branch || change.step !== undefined || change.index !== undefined || change.against !== undefined) view.before = null;
    if (change.before !== undefined) view.before = change.before;
    if (change.branch) {
      var old = stepAt(view.branch, view.index);
      view.branch = branchNamed(change.branch) || view.branch;
      view.index = change.step === undefined ? Math.max(indexOf(view.branch, view.branch.central), 0) : view.index;
      if (!view.branch.steps.length) view.index = -1;
      view.arrow = null;
      if (view.against === view.branch) view.against = null;
      if (old && change.keep && indexOf(view.branch, old.label) >= 0) view.index = indexOf(view.branch, old.label);
    }
    if (change.step !== undefined) { var at = indexOf(view.branch, change.step); if (at >= 0) { view.index = at; view.arrow = null; } }
    if (change.index !== undefined) { view.index = Math.max(-1, Math.min(view.branch.steps.length - 1, change.index)); view.arrow = null; }
    if (change.arrow !== undefined) view.arrow = change.arrow;
    if (change.against !== undefined) view.against = branchNamed(change.against) || null;
    if (change.machine !== undefined) view.machine = change.machine;
    draw(Object.keys(change));
  };

  k.remember = function () { history.replaceState(null, "", fragment()); };

  /* Another play of a branch takes its place; null puts the original back. */
  k.replaceBranch = function (name, other) {
    var at = story.branches.indexOf(branchNamed(name)), shown = view.branch.name === name, step = stepAt(view.branch, view.index);
    if (at < 0) return;
    if (other) {
      if (!originals[name]) originals[name] = story.branches[at];
      other.branches[0].of = other;
      story.branches[at] = other.branches[0];
    } else if (originals[name]) { story.branches[at] = originals[name]; delete originals[name]; }
    if (!shown) return;
    view.branch = story.branches[at];
    var same = step ? indexOf(view.branch, step.label) : -1;
    view.index = same >= 0 ? same : Math.max(indexOf(view.branch, view.branch.central), view.branch.steps.length ? 0 : -1);
    view.arrow = view.before = null;
    if (view.against && view.against.name === name) view.against = null;
    draw(["branch"]);
  };

  k.compareOriginal = function (on) { view.before = null; view.against = on ? originals[view.branch.name] || null : null; draw(["against"]); };

  /* ---- pieces ---- */
  function mark(branch) { return k.icon(branch.good ? "good" : "bad"); }
  function outcome(step) { return step.outcome === "refused" || step.outcome === "impossible" ? "bad" : step.outcome === "done" ? "still" : "good"; }

  function opening() {
    var cells = [["What people saw", story.story], ["What was going on", story.cause], ["How to tell", story.tell], ["What to do", story.cure]];
    return k.fold("details.opening", "opening", false, null, k.h("summary", null, k.h("b", null, "The story"), k.h("span.start", null, " ", text(story.story))),
      k.h("div.cells", null, cells.map(function (cell) {
        return cell[1] ? k.h("div", null, k.h("h3", null, cell[0]), k.h("p", null, text(cell[1]))) : null;
      })));
  }

  function branches() {
    if (story.branches.length < 2) return null;
    return k.fold("details.branches", "branches", !k.single(), null, story.branches.length + " branches of the story",
      k.h("ol", null, story.branches.map(function (b) {
        return k.h("li", null, k.h("button.branch", { type: "button", "data-branch": b.name, "data-focus": "branch " + b.name, "aria-label": k.plain((b.good ? "ends well: " : "ends badly: ") + b.name + ", " + text(b.title)), "aria-current": b === view.branch ? "true" : null, onclick: function () { k.go({ branch: b.name }); } },
          mark(b), k.h("span", null, k.h("b", null, k.name(b.name)), " ", k.h("span.title", null, k.name(b.title)))));
      })));
  }

  function choice(label, value, options, onchange, id) {
    return k.h("label.choice", null, k.h("span", null, label), k.h("select", { id: id, onchange: function (e) { onchange(e.target.value); } }, options.map(function (o) {
      return k.h("option", { value: o[0], selected: o[0] === value }, o[1]);
    })));
  }

  function cut(words) { return words.length > 64 ? words.slice(0, 61) + "\u2026" : words; }

  function pickers() {
    var b = view.branch, options = story.branches.map(function (x) { return [x.name, cut((x.good ? "" : "\u00d7 ") + x.name + " \u00b7 " + x.title)]; });
    if (story.branches.length < 2) return null;
    return [choice("branch", b.name, options, function (v) { k.go({ branch: v }); }, "branch"),
      choice("compare with", view.against ? (story.branches.indexOf(view.against) < 0 ? "" : view.against.name) : "", [["", "nothing"]].concat(options.filter(function (o) { return o[0] !== b.name; })), function (v) { k.go({ against: v }); }, "against")];
  }

  function lead() {
    var b = view.branch, failed = b.findings.filter(function (f) { return !f.holds; });
    return [
      k.h("h2", null, story.branches.length > 1 ? [k.name(b.name), " \u00b7 "] : null, k.name(text(b.title))),
      k.h("p.brief." + (b.good ? "good" : "bad"), null, mark(b), k.h("span", null, k.name(b.brief))),
      failed.length ? k.h("ul.findings", null, failed.map(function (f) { return k.h("li.bad", null, k.icon("bad"), f.sentence); })) : null
    ];
  }

  function reasons() {
    var b = view.branch, was = originals[b.name];
    return [was ? k.h("p.why", null, k.h("span.tag.new", null, "changed"), " This branch is shown with your changes; before: ", k.name(was.brief)) : b.why ? k.h("p.why", null, text(b.why)) : null,
      b.cure && !was ? k.h("p.cure", null, k.h("b", null, "What to change: "), text(b.cure)) : null];
  }

  /* The slider is made once for a branch and moved after that: a person may have it under the mouse. */
  var time = null;
  function timeline() {
    var b = view.branch, last = b.steps.length - 1, step = stepAt(b, view.index);
    if (!time || time.branch !== b || !time.node.isConnected) time = timer(b, last);
    var said = step ? "step " + (view.index + 1) + " of " + b.steps.length : "the beginning";
    if (Number(time.range.value) !== view.index) time.range.value = view.index;
    time.range.setAttribute("aria-valuetext", k.plain(said + (step ? ": " + (step.title || step.label) : "")));
    time.back.disabled = view.index <= -1;
    time.forth.disabled = view.index >= last;
    k.fill(time.where, said);
    time.ticks.forEach(function (tick, at) { if (at === view.index) tick.setAttribute("aria-current", "step"); else tick.removeAttribute("aria-current"); });
  }

  function timer(b, last) {
    function button(id, label, by) {
      return k.h("button", { type: "button", id: id, "aria-label": label, onclick: function () { k.go({ index: view.index + by }); } }, k.icon(by < 0 ? "prev" : "next"));
    }
    var made = { branch: b, back: button("back", "previous step", -1), forth: button("forth", "next step", 1), where: k.h("span.where"), ticks: [] };
    made.range = k.h("input", { type: "range", id: "time", min: -1, max: last, "aria-label": "time", oninput: function (e) { k.go({ index: Number(e.target.value) }); } });
    if (b.steps.length <= 40) made.ticks = b.steps.map(function (n, at) {
      var each = trace.pool[n];
      return k.h("button." + outcome(each) + (at < b.inherited ? ".inherited" : ""), { type: "button", "data-focus": "tick " + at, title: k.plain((at + 1) + ". " + (each.title || each.label)), "aria-label": k.plain("step " + (at + 1) + ", " + (each.title || each.label) + ", " + each.outcome),
        onclick: function () { k.go({ index: at }); } }, String(at + 1));
    });
    made.node = k.h("nav.timeline", { "aria-label": "time" }, k.h("div.player", null, made.back, made.range, made.forth, made.where),
      made.ticks.length ? k.h("ol.ticks", { "aria-label": "steps" }, made.ticks.map(function (tick) { return k.h("li", null, tick); })) : null);
    k.fill(parts.time, made.node);
    return made;
  }

  function moment(source, branch, step, index, opened, heading) {
    if (!step) return k.h("div.moment", null, k.h("h3.steptitle", null, "The beginning"), k.h("p", null, "Nothing has happened yet. Press the right arrow key, or the button above, to take the first step."));
    return k.h("div.moment", null,
      heading ? k.h("p.eyebrow", null, heading) : null,
      k.h("h3.steptitle", null, k.icon(outcome(step)), k.name(text(step.title || step.brief || step.label))),
      k.lanes(source, step, opened, heading ? function (n) { k.go(heading === "before" ? { before: n } : { arrow: n }); } : function (n) { k.go({ arrow: n }); }, heading),
      k.h("p.sentence", null, k.name(step.sentence), " ", k.h("span.origin", null, k.name(step.label), " \u00b7 ", k.name(step.told_at), " \u00b7 " + step.clock)),
      step.messages.length && step.delivered !== null ? k.h("p.mail", null, step.messages.map(function (m) {
        return k.h("span.tag" + (m.delivered ? ".good" : ""), null, k.name(m.name), ": lies in ", k.name(m.place));
      })) : null,
      learned(source, step));
  }

  function learned(source, step) {
    var told = step.learned.filter(function (x) { return x.news; });
    return told.length ? k.h("ul.learned", null, told.map(function (x) {
      var name = k.laneName(x.lane, step, source);
      return k.h("li", null, k.name(name[1] + " on " + name[0]), ": ", k.name(x.news), x.salt !== null && x.news.indexOf(x.salt) < 0 ? [" ", k.h("code", null, k.name(x.salt))] : null);
    })) : null;
  }

  function why(step) {
    if (!step || !step.why || !step.why.rules.length) return null;
    var central = step.pair || step.error !== null, rules = step.why.rules;
    var list = k.h("ol", null, rules.map(function (r) {
        var rung = trace.pool[r.rung];
        return k.h("li", null, k.h("p.question", null, (trace.ladders[r.ladder] || { question: r.ladder }).question), k.h("p.value", null, k.name(r.value), r.step !== step.label ? k.h("button.link", { type: "button", "data-focus": "decided " + r.ladder, onclick: function () { k.go({ step: r.step }); } }, "decided at step ", k.name(r.step)) : null),
          k.rung(rung, "because", r.told_at));
      }));
    if (central) return k.h("section.whys", { "aria-label": "why" }, k.h("h3", null, "Why, from the symptom to the root"), list);
    return k.h("section.whys", { "aria-label": "decisions" }, k.fold("details", "decisions", false, null, rules.length === 1 ? "1 decision of this step" : rules.length + " decisions of this step", list));
  }

  function compared() {
    var other = view.against, step = stepAt(view.branch, view.index);
    var at = step ? indexOf(other, step.label) : -1;
    if (at < 0) at = indexOf(other, other.central);
    if (at < 0) at = other.steps.length - 1;
    var theirs = stepAt(other, at), found = k.diffSteps(other.of, theirs, trace, step);
    return k.h("section.compare", { "aria-label": "before and after" },
      k.h("div.sides", null,
        k.h("div", null, moment(other.of, other, theirs, at, view.before, "before"), k.h("p.hint", null, "branch ", k.name(other.name), " \u00b7 ", k.name(other.brief))),
        k.h("div", null, moment(trace, view.branch, step, view.index, view.arrow, "after"), k.h("p.hint", null, "branch ", k.name(view.branch.name), " \u00b7 ", k.name(view.branch.brief)))),
      k.diffTable("arrows", found.arrows), k.diffTable("rules", found.rules));
  }

  /* The signs of the picture in one line, always beside it. */
  function signs() {
    function sign(state, words) { return k.h("li." + state, null, k.sample(state), words); }
    return k.h("ul.signs", { "aria-label": "signs" }, [18, 17, 23, 3].map(function (e) { return k.h("li", null, k.chip(trace, e)); }),
      sign("none", "nothing sealed"), sign("cut", "arrives, comes to nothing"), sign("refusal", "a refusal"), sign("earlier", "from an earlier step"));
  }

  function legend() {
    function grade(name, words) { return k.h("li", null, k.h("span.grade." + name, null, name), " " + words); }
    return k.fold("details.legend", "legend", false, null, "How to read this page",
      k.h("p", null, "Each column is somebody: a logon session on a computer, or a domain controller (DC); who stands there and says nothing is grey. Each arrow is one message. A ticket is a sealed envelope: the DC seals it with the key of the account it is for, and only whoever holds that key can open it."),
      k.h("p", null, "An etype (encryption type) says how something is sealed. It is written on the arrow, and each has its own line. A cut arrow arrives, but what it asks for is not given; the refusal that answers it is red. Press an arrow to see its bytes, its fields, and what was chosen for it and why."),
      k.h("p", null, "The numbered steps below the slider: a green line below a step means that it worked, a red double line that it did not; grey ones happened before this branch parts from the others."),
      k.h("p", null, "A key is made of a password and mostly of a salt, a text that is not secret (realm and name); the same password with another salt is another key. A key card shows how one key was made, and two cards side by side where they part. Keys are shown as fingerprints, never as bytes: equal fingerprints, equal keys."),
      k.h("p", null, "Each rule says how well it is known:"),
      k.h("ul.grades", null, grade("documented", "Microsoft or an RFC says so."), grade("lab", "somebody measured it."), grade("inferred", "it follows from what is documented."), grade("disputed", "sources contradict each other."), grade("assumed", "nobody knows; kdcsim takes one reading, which a scenario may change.")),
      k.h("p", null, "Keyboard: ", k.h("kbd", null, "\u2190"), " ", k.h("kbd", null, "\u2192"), " step, ", k.h("kbd", null, "["), " ", k.h("kbd", null, "]"), " branch, ", k.h("kbd", null, "Tab"), " and ", k.h("kbd", null, "Enter"), " open an arrow, ", k.h("kbd", null, "Esc"), " closes it, and then the comparison."));
  }

  function theme() {
    var names = { auto: "theme: system", light: "theme: light", dark: "theme: dark" }, order = ["auto", "light", "dark"];
    var now = document.documentElement.getAttribute("data-theme") || "auto";
    return k.h("button.theme", { type: "button", id: "theme", onclick: function (e) {
      var next = order[(order.indexOf(now) + 1) % 3];
      if (next === "auto") document.documentElement.removeAttribute("data-theme"); else document.documentElement.setAttribute("data-theme", next);
      e.target.replaceWith(theme());
      document.getElementById("theme").focus();
    } }, names[now]);
  }

  /* ---- drawing ---- */
  function draw(changes) {
    function only() { var names = Array.prototype.slice.call(arguments); return changes && changes.every(function (c) { return names.indexOf(c) >= 0; }); }
    trace = view.branch.of;
    var step = stepAt(view.branch, view.index), focus = k.focused(), others = !changes || changes.indexOf("branch") >= 0 || changes.indexOf("against") >= 0;
    if (others) { k.fill(parts.pick, pickers()); k.fill(parts.lead, lead()); k.fill(parts.reasons, reasons()); k.fill(parts.branches, branches()); }
    timeline();
    if (!only("machine")) {
      k.fill(parts.stage, view.against ? compared() : moment(trace, view.branch, step, view.index, view.arrow, null));
      if (!only("arrow", "before")) {
        k.fill(parts.below, step ? k.pair(trace, step.pair) : null, why(step), view.branch.leaned_on.length ? k.h("p.assumed", null, "This branch leans on what nobody knows: " + view.branch.leaned_on.join("; ")) : null);
        k.fill(parts.world, k.world(trace, view.branch, view.index));
      }
    }
    if (!only("arrow", "before")) k.fill(parts.logs, k.logs(trace, view.branch, view.index, view.machine, function (m) { k.go({ machine: m }); }));
    if (others) showCurrent();
    k.refocus(focus);
    if (changes && !only("arrow", "before", "machine")) parts.live.textContent = k.plain(step ? "step " + (view.index + 1) + ": " + text(step.title || step.brief) + ", " + step.outcome : "the beginning");
    k.remember();
    if (k.ondraw) k.ondraw();
  }

  /* The current branch in sight, inside its own list. */
  function showCurrent() {
    var list = parts.branches.querySelector("ol"), now = list && list.querySelector("[aria-current]");
    if (now) list.scrollTop = Math.max(0, now.offsetTop - list.offsetTop - list.clientHeight / 2);
  }

  function keys(event) {
    var typed = event.getModifierState && event.getModifierState("AltGraph"), along = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (((event.altKey || event.ctrlKey) && !typed) || event.metaKey || !story || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (along && event.target.closest && event.target.closest(".hex, .tree, pre")) return;
    var at = story.branches.indexOf(view.branch);
    if (along) k.go({ index: view.index + along });
    else if (event.key === "]" && at < story.branches.length - 1) k.go({ branch: story.branches[at + 1].name });
    else if (event.key === "[" && at > 0) k.go({ branch: story.branches[at - 1].name });
    else if (event.key === "Escape" && (view.arrow !== null || view.before !== null)) closeArrows();
    else if (event.key === "Escape" && view.against) { k.go({ against: "" }); k.refocus("#against"); }
    else return;
    event.preventDefault();
  }

  /* Close what is open, and leave the focus on the arrow it was opened from. */
  function closeArrows() {
    var back = view.arrow !== null ? "arrow " + (view.against ? "after" : "") + view.arrow : "arrow before" + view.before;
    k.go({ arrow: null, before: null });
    k.refocus(back);
  }

  function skip() {
    return k.h("a.skip", { href: "#stage", onclick: function (e) { e.preventDefault(); parts.stage.focus(); parts.stage.scrollIntoView(); } }, "Skip to the picture");
  }

  k.show = function (given, root) {
    story = trace = given;
    originals = {};
    time = null;
    story.branches.forEach(function (b) { b.of = given; });
    fromFragment();
    parts = { pick: k.h("div.pickers"), lead: k.h("section.lead", { "aria-label": "the branch" }), reasons: k.h("div.reasons"), branches: k.h("div.side"), time: k.h("div.time"),
      stage: k.h("section.stage", { id: "stage", tabindex: "-1", "aria-label": "messages" }), report: k.h("div", { id: "report" }), below: k.h("div.below"), world: k.h("div.machines"), logs: k.h("div"), live: k.h("div.sr", { "aria-live": "polite", role: "status" }) };
    var world = k.fold("details.world", "world", !k.single(), null, k.h("summary", null, k.h("h3", null, "The world at this step")), parts.world);
    k.fill(root, skip(),
      k.h("header.top", null, k.h("p.eyebrow", null, "kdcsim \u00b7 ", k.name(story.file), " \u00b7 seed " + story.seed), theme(),
        k.h("h1", null, k.name(text(story.title)))),
      k.h("main", null, opening(),
        k.h("div.frame", null,
          k.h("aside", { "aria-label": "branches and world" }, parts.branches, parts.panel = k.h("div", { id: "panel" }), world),
          k.h("div.center", null, parts.pick, parts.lead, parts.reasons, parts.time, parts.stage, k.h("div.reading", null, signs(), legend()), parts.report, parts.below, parts.logs, parts.foot = k.h("div", { id: "foot" })))),
      k.h("footer", null, story.sources.length ? k.h("details", null, k.h("summary", null, "Sources of this story"), k.h("ul", null, story.sources.map(function (s) { return k.h("li", null, text(s)); }))) : null,
        k.h("p.hint", null, "Simulated by kdcsim. No network was touched; every ticket was really sealed and really opened, or not.")),
      parts.live);
    draw(null);
    if (k.onshow) k.onshow(parts.panel, parts.foot, parts.report);
  };

  k.start = function () {
    var root = document.getElementById("app"), data = document.getElementById("trace");
    document.addEventListener("keydown", keys);
    window.addEventListener("hashchange", function () { if (story && location.hash !== fragment()) { fromFragment(); draw(null); } });
    if (data) k.show(JSON.parse(data.textContent), root);
    document.documentElement.setAttribute("data-ready", "yes");
  };
}(window.kdcsim = window.kdcsim || {}));
