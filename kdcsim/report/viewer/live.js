/* The live page: toggles that play a branch again, an editor for the story, and lessons beside the picture. */
(function (k) {
  "use strict";
  var name = "", text = "", played = "", toggles = {}, board = null, report = null, editor = {}, turn = 0, whole = null, warning = "";

  function get(path) { return fetch(path).then(function (r) { return r.json(); }); }
  k.post = function (question) {
    return fetch("/api/ask", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) }).then(function (r) { return r.json(); });
  };

  /* ---- toggles ---- */
  var ETYPES = [["", "as told"], ["null", "absent"], ["23", "23, RC4"], ["18", "18, AES256"], ["17", "17, AES128"], ["3", "3, DES"]];
  var MASKS = [["", "as told"], ["null", "absent"], ["4", "0x4, RC4"], ["7", "0x7, RC4 and DES"], ["24", "0x18, AES"], ["28", "0x1c, AES and RC4"], ["31", "0x1f, all"]];
  var WHO = [["", "as told"], ["LocalSystem", "LocalSystem"], ["NetworkService", "NetworkService"]];
  var PHASES = [["", "as told"], ["null", "absent"], ["0", "0"], ["1", "1"], ["2", "2"]];
  var systems = {};

  function pairs(list) { return list.map(function (v) { return [v, v || "as told"]; }); }
  function number(v) { return v === "null" ? null : Number(v); }

  function set(path, value) {
    if (value === "") delete toggles[path.join("\u0001")];
    else toggles[path.join("\u0001")] = { path: path, value: value };
    again();
  }

  /* A choice; its first option says what stands there now. */
  function choose(label, path, options, now) {
    var key = path.join("\u0001"), chosen = toggles[key] ? String(toggles[key].value) : "";
    return k.h("label", { "class": "toggle" + (chosen ? " changed" : "") }, k.name(label), k.h("select", { "aria-label": k.plain(label), "data-toggle": path.join("|"), onchange: function (e) {
      e.target.parentNode.className = "toggle" + (e.target.value ? " changed" : "");
      if (path[2] === "os") { delete toggles[["dcs", path[1], "update"].join("\u0001")]; set(path, e.target.value); k.refill(); return; }
      set(path, e.target.value);
    } }, options.map(function (o) { return k.h("option", { value: o[0], selected: o[0] === chosen }, o[0] === "" && now !== undefined ? "as told: " + now : o[1]); })));
  }

  function tick(label, path) {
    var key = path.join("\u0001");
    return k.h("label", { "class": "toggle tick" + (toggles[key] ? " changed" : "") }, k.h("input", { type: "checkbox", "data-toggle": path.join("|"), checked: !!toggles[key], onchange: function (e) {
      e.target.parentNode.className = "toggle tick" + (e.target.checked ? " changed" : "");
      set(path, e.target.checked ? "yes" : "");
    } }), " ", k.name(label));
  }

  function question() {
    var told = {};
    Object.keys(toggles).forEach(function (key) {
      var path = toggles[key].path, value = toggles[key].value, kind = path[0];
      if (kind === "reboot" || kind === "purge") { (told[kind] = told[kind] || []).push(path[1]); return; }
      told[kind] = told[kind] || {};
      if (kind === "dcs") {
        var dc = told.dcs[path[1]] = told.dcs[path[1]] || {};
        dc[path[2]] = path[2] === "phase" ? number(value) : value;
      } else told[kind][path[1]] = kind === "service_account" ? value : number(value);
    });
    return told;
  }

  /* The world as it stands just before the step that the branch is about: there the changes are made. */
  function before(branch) {
    var pool = branch.of.pool, at = 0;
    while (at < branch.steps.length && pool[branch.steps[at]].label !== branch.central) at++;
    if (at >= branch.steps.length) at = branch.steps.length - 1;
    return (at > 0 ? pool[branch.steps[at - 1]].machines : branch.start).map(function (n) { return pool[n]; });
  }

  function setting(machine, name, otherwise) {
    var found = machine.settings.filter(function (s) { return s.name === name; })[0];
    return found ? found.value : otherwise;
  }

  function mask(told) { return told === undefined ? undefined : told.split(" ")[0]; }

  function controls() {
    var now = k.current(), branch = now.original || now.branch, pool = branch.of.pool, machines = before(branch), found = [], seen = {};
    machines.forEach(function (m) {
      if (m.kind === "dc") pool[m.accounts].forEach(function (a) { if (!seen[a.name]) { seen[a.name] = a; found.push(a); } });
    });
    var people = found.filter(function (a) { return a.kind !== "krbtgt" && a.kind !== "trust" && !/\$$/.test(a.name); }), few = machines.length <= 6;
    function group(title, open, inside) { return k.fold("details.group", "what if " + title, open, { role: "group", "aria-label": k.plain(title) }, k.h("summary", null, k.name(title)), inside); }
    return k.h("div.toggles", null, machines.map(function (m) {
      return group(m.name, few, m.kind === "dc" ? ofDc(m) : ofHost(m, seen[m.name.toUpperCase() + "$"], people, pool));
    }), people.length ? group("accounts", few && people.length < 7, people.map(function (a) { return choose(a.name + " supports", ["supported_etypes", a.name], MASKS, mask(a.supported)); })) : null);
  }

  function ofDc(m) {
    var os = toggles[["dcs", m.name, "os"].join("\u0001")], levels = systems[os ? os.value : m.os] || [];
    return [choose("operating system", ["dcs", m.name, "os"], pairs([""].concat(Object.keys(systems))), m.os),
      choose("update level", ["dcs", m.name, "update"], pairs([""].concat(levels)), os ? "rtm if not the same" : m.update),
      choose("RC4 disablement phase", ["dcs", m.name, "phase"], PHASES, setting(m, "RC4DefaultDisablementPhase", "absent"))];
  }

  function ofHost(m, account, people, pool) {
    return [choose("DefaultEncryptionType", ["default_encryption_type", m.name], ETYPES, setting(m, "DefaultEncryptionType", "absent")),
      choose("supported etypes", ["supported_etypes", m.name.toUpperCase() + "$"], MASKS, account ? mask(account.supported) : "no account"),
      (m.services || []).map(function (s) {
        var who = WHO.concat(people.map(function (a) { return [a.name, a.name]; }).filter(function (o) { return o[0] !== s.runs_as; }));
        return choose(s.name + " runs as", ["service_account", m.name + "/" + s.name], who, s.runs_as);
      }),
      tick("restart it", ["reboot", m.name]),
      (m.sessions.length ? m.sessions.map(function (n) { return pool[n]; }).filter(function (s) { return s.account; }) : [{ luid: "0x3e7", name: "LocalSystem" }]).map(function (s) {
        return tick("purge " + s.name.replace(/ \(.*/, "") + "'s tickets", ["purge", m.name + "/" + s.luid]);
      })];
  }

  k.refill = function () { var focus = document.activeElement && document.activeElement.getAttribute("data-toggle"); k.fill(board, controls()); board.querySelectorAll("[data-toggle]").forEach(function (each) { if (each.getAttribute("data-toggle") === focus) each.focus(); }); };

  /* Toggles that a step of the story sets anew after them: then they change less than a person thinks. */
  function overwritten() {
    var branch = k.current().branch, pool = branch.of.pool, told = [], put = -1;
    branch.steps.forEach(function (n, at) { if (/^what if \d+$/.test(pool[n].label)) put = at; });
    Object.keys(toggles).forEach(function (key) {
      var path = toggles[key].path, what = { default_encryption_type: path[1] + "/registry/DefaultEncryptionType", supported_etypes: "account/" + path[1] + "/msDS-SupportedEncryptionTypes", service_account: path[1].replace("/", "/service/") + "/runs-as", dcs: path[1] + "/registry/RC4DefaultDisablementPhase" }[path[0]];
      if (!what || (path[0] === "dcs" && path[2] !== "phase")) return;
      branch.steps.forEach(function (n, at) {
        if (at <= put && path[0] !== "dcs") return;
        pool[n].changes.forEach(function (change) {
          if (change.split(" = ")[0].toLowerCase().replace(/hklm.*\\/, "").indexOf(what.toLowerCase()) >= 0) told.push("step " + pool[n].label + " of the story sets this again: " + change);
        });
      });
    });
    return told;
  }

  function again() {
    var branch = k.current().branch.name, mine = ++turn, told = question();
    k.remember();
    if (!Object.keys(told).length) { k.replaceBranch(branch, null); tell(null); return Promise.resolve(); }
    var started = performance.now();
    return k.post({ ask: "play", name: name, text: played, branch: branch, what_if: told }).then(function (said) {
      if (mine !== turn) return;
      if (said.error || !said.trace) { k.fill(report, k.h("p.bad", null, k.icon("bad"), said.error || "it cannot be played")); return; }
      k.replaceBranch(branch, said.trace);
      tell(performance.now() - started);
    });
  }

  function tell(milliseconds) {
    var now = k.current();
    document.documentElement.setAttribute("data-toggled", milliseconds === null ? "no" : String(Math.round(milliseconds)));
    if (!report) return;
    if (!now.original) { k.fill(report, k.h("p.hint", null, "What if? Flip something: the branch is played again, and what changed is told here. Changes are made just before the step the branch is about; a DC is changed from the start.")); return; }
    var found = k.diffBranches(now.original.of, now.original, now.branch.of, now.branch), side = k.h("input", { type: "checkbox", id: "sides", onchange: function (e) { k.compareOriginal(e.target.checked); } });
    k.fill(report,
      k.h("div.bar", null,
        k.h("span.verdict", null, k.icon(now.original.good ? "good" : "bad"), k.h("span", null, "before: ", k.name(now.original.brief))),
        k.h("span.verdict", null, k.icon(now.branch.good ? "good" : "bad"), k.h("span", null, "after: ", k.name(now.branch.brief)))),
      overwritten().map(function (words) { return k.h("p.assumed.overwritten", null, k.name(words)); }),
      k.h("div.bar", null, k.h("label", null, side, " show before and after side by side"), k.h("button", { type: "button", id: "reset", onclick: function () { toggles = {}; k.fill(board, controls()); again(); } }, "as told again")),
      k.fold("details", "what changed", true, null, "what changed", found.steps.length ? k.diffTable("steps", found.steps, 20) : null, k.diffTable("arrows", found.arrows, 20), k.diffTable("rules", found.rules, 30)));
  }

  /* ---- the editor ---- */
  function edit() {
    editor.area = k.h("textarea", { spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-label": "the scenario as YAML", id: "yaml", oninput: function () { text = editor.area.value; lines({}); soon(); }, onscroll: function () { editor.gutter.scrollTop = editor.area.scrollTop; } });
    editor.area.value = text;
    editor.gutter = k.h("div.gutter", { "aria-hidden": "true" });
    editor.list = k.h("ul.diagnostics", { "aria-live": "polite", id: "diagnostics" });
    editor.play = k.h("button", { type: "button", id: "play", onclick: play }, "Play it");
    var names = k.h("select", { id: "stories", "aria-label": "story", onchange: function (e) { open(e.target.value); } }, editor.stories.map(function (s) { return k.h("option", { value: s, selected: s === name }, s); }));
    var panel = k.fold("details.panel", "editing", false, { id: "editing" }, "The story as YAML", k.h("div.editor", null, editor.gutter, editor.area),
      k.h("div.bar", null, editor.play, names, k.h("span.hint", null, "Ctrl+Enter plays it. Nothing is saved: copy what you want to keep.")), editor.list);
    editor.area.addEventListener("keydown", function (e) { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); play(); } });
    lines({});
    return panel;
  }

  function lines(marks) {
    var count = text.split("\n").length;
    k.fill(editor.gutter, Array.apply(null, { length: Math.min(count, 6000) }).map(function (_, n) { return k.h("i", { "class": marks[n + 1] || null }, String(n + 1)); }));
    editor.gutter.scrollTop = editor.area.scrollTop;
  }

  var waiting = null;
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(function () { var asked = text; k.post({ ask: "check", name: name, text: asked }).then(function (said) { if (asked === text) judge(said); }); }, 350);
  }

  function judge(said) {
    var found = said.error ? [{ severity: "error", message: said.error, code: "", at: null }] : said.diagnostics || [], marks = {}, told = text.split("\n");
    found.forEach(function (d) { if (d.at && marks[d.at.line] !== "error") marks[d.at.line] = d.severity; });
    lines(marks);
    k.fill(editor.list, found.map(function (d) {
      var line = d.at ? told[d.at.line - 1] : undefined;
      return k.h("li", { "class": d.severity }, k.h("b", null, d.severity + (d.code ? "[" + d.code + "]" : "") + ": "), d.message,
        d.at ? [" ", k.h("button.link", { type: "button", onclick: function () { jump(d.at); } }, "line " + d.at.line)] : null,
        line !== undefined ? k.h("pre", null, document.createTextNode(k.plain(line) + "\n" + new Array(Math.max(1, d.at.column)).join(" ") + new Array(Math.max(1, Math.min(d.at.length, 120)) + 1).join("^"))) : null,
        d.help ? k.h("p", null, "help: " + d.help) : null, d.note ? k.h("p.hint", null, d.note) : null);
    }));
    document.documentElement.setAttribute("data-faults", String(found.filter(function (d) { return d.severity === "error"; }).length));
  }

  function jump(at) {
    var start = 0, all = text.split("\n");
    for (var n = 0; n < at.line - 1; n++) start += all[n].length + 1;
    editor.area.focus();
    editor.area.setSelectionRange(start + at.column - 1, start + at.column - 1 + at.length);
    editor.area.scrollTop = Math.max(0, (at.line - 6) * 19);
  }

  function play() {
    var asked = text;
    editor.play.disabled = true;
    return k.post({ ask: "play", name: name, text: asked }).then(function (said) {
      editor.play.disabled = false;
      judge(said);
      if (!said.trace) return;
      played = asked;
      toggles = {};
      warning = "";
      show(said.trace, true);
    });
  }

  /* ---- opening ---- */
  function show(trace, editing) {
    whole = trace;
    k.show(trace, document.getElementById("app"));
    if (editing) document.getElementById("editing").open = true;
    if (editing) editor.play.focus();
  }

  k.onshow = function (panel, foot, under) {
    board = k.h("div");
    report = k.h("div.report", { "aria-live": "polite" });
    k.fill(panel, k.fold("details.panel", "what if", !k.single(), { id: "whatif" }, "What if \u2026", board));
    k.fill(under, warning ? k.h("p.assumed", { id: "warning", role: "status" }, warning) : null, report);
    k.fill(foot, edit());
    k.fill(board, controls());
    tell(null);
  };

  var lastBranch = null;
  k.ondraw = function () {
    var now = k.current().branch.name;
    if (lastBranch !== null && lastBranch !== now && board) {
      toggles = {};
      if (whole) whole.branches.forEach(function (b) { if (b.name !== now) k.replaceBranch(b.name, null); });
      k.fill(board, controls());
      tell(null);
      k.remember();
    }
    lastBranch = now;
  };

  k.extraFragment = function () {
    var out = name ? ["f=" + encodeURIComponent(name), "t=" + k.hash(played)] : [];
    if (Object.keys(toggles).length) out.push("w=" + encodeURIComponent(Object.keys(toggles).map(function (key) { return toggles[key].path.concat(toggles[key].value).join("|"); }).join(";")));
    return out;
  };

  /* FNV-1a: enough to notice that a link was made of another text. */
  k.hash = function (words) {
    for (var n = 0, sum = 0x811c9dc5; n < words.length; n++) sum = Math.imul(sum ^ words.charCodeAt(n), 0x01000193);
    return ("0000000" + (sum >>> 0).toString(16)).slice(-8);
  };

  function remembered(asked) {
    (asked.w || "").split(";").forEach(function (each) {
      var path = each.split("|"), value = path.pop();
      if (path.length > 1) toggles[path.join("\u0001")] = { path: path, value: value };
    });
  }

  function open(wanted, keep) {
    toggles = {};
    lastBranch = null;
    var asked = k.asked();
    return get("/api/text?name=" + encodeURIComponent(wanted)).then(function (said) {
      if (said.error) throw new Error(said.error);
      name = said.name;
      text = played = said.text;
      warning = keep && asked.f === name && asked.t && asked.t !== k.hash(text) ? "This link was made of another text of " + name + ", edited or of another version; no link holds the text itself. What you see is the built-in story." : "";
      if (!keep) history.replaceState(null, "", location.pathname + location.search);
      return k.post({ ask: "play", name: name, text: text });
    }).then(function (said) {
      if (!said.trace) { document.getElementById("app").textContent = said.error || "this story has faults"; return null; }
      if (keep) remembered(asked);
      show(said.trace, false);
      return Object.keys(toggles).length ? again() : null;
    });
  }
  k.openStory = open;

  k.live = function () {
    k.start();
    document.documentElement.setAttribute("data-ready", "no");
    return get("/api/stories").then(function (said) {
      editor.stories = said.stories;
      systems = said.systems;
      var asked = k.asked();
      if (k.lessonAsked && k.lessonAsked()) return k.openLessons();
      return open(asked.f && said.stories.indexOf(asked.f) >= 0 ? asked.f : said.open, true).then(function () { return k.openLessons ? k.openLessons() : null; });
    }).then(function () { document.documentElement.setAttribute("data-ready", "yes"); });
  };

  k.live();
}(window.kdcsim));
