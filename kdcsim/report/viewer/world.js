/* The world: machines and accounts at the chosen step, each setting with where it came from. */
(function (k) {
  "use strict";

  function facts(settings, before) {
    var old = {};
    (before || []).forEach(function (s) { old[s.name] = s.value; });
    return k.h("dl.facts", null, settings.map(function (s) {
      var changed = before && old[s.name] !== s.value;
      return [k.h("dt", null, k.name(s.name)),
        k.h("dd", null, k.h("span.value", null, k.name(s.value)), changed ? [" ", k.h("span.tag.new", null, "changed here")] : null, " ",
          k.h("span.origin", null, k.name(s.origin) , s.note ? " \u00b7 " + s.note : ""))];
    }));
  }

  function keyring(trace, session) {
    if (!session.keys.length) return k.h("p.hint", null, session.account ? "no keys" : "anonymous on the network: no keys");
    return k.h("ul.keyring", null, session.keys.filter(function (key) { return key.etype > 3; }).map(function (key) {
      return k.h("li", null, k.chip(trace, key.etype), " ", k.h("code", null, key.fingerprint),
        key.salt !== null ? k.h("span.origin", null, "salt ", k.h("code", null, key.salt === "" ? "\u201c\u201d" : k.name(key.salt))) : null,
        key.older ? k.h("span.origin", null, "older password") : null);
    }));
  }

  function host(trace, machine, before) {
    return [facts(machine.settings, before && before.settings),
      machine.updates.length ? k.h("p.hint", null, "updates: " + machine.updates.join(", ")) : null,
      machine.services && machine.services.length ? [k.h("h5", null, "services"), k.h("dl.facts", null, machine.services.map(function (s) {
        return [k.h("dt", null, k.name(s.name)), k.h("dd", null, k.h("span.value", null, "runs as ", k.name(s.runs_as)), " ", k.h("span.origin", null, k.name(s.origin)))];
      }))] : null,
      machine.sessions && machine.sessions.length ? [k.h("h5", null, "logon sessions and their key rings"), machine.sessions.map(function (n) {
        var session = trace.pool[n];
        return session.account ? k.h("div.session", null, k.h("p.who", null, k.name(session.name), " ", k.h("span.origin", null, "as ", k.name(session.account))),
          session.salt ? k.h("p.hint", null, session.salt.sentence) : null, keyring(trace, session)) : null;
      })] : machine.kind === "host" ? k.h("p.hint", null, "not started yet: no logon sessions") : null];
  }

  function accounts(trace, machine) {
    var list = trace.pool[machine.accounts];
    return k.fold("details.accounts", "accounts " + machine.name, false, null, list.length + (list.length === 1 ? " account" : " accounts") + " in its directory", list.map(function (a) {
      return k.fold("details.account", "account " + machine.name + " " + a.name, false, null, k.h("summary", null, k.name(a.name), " ", k.h("span.origin", null, a.kind)),
        k.h("dl.facts", null, k.h("dt", null, "msDS-", k.h("wbr"), "Supported", k.h("wbr"), "Encryption", k.h("wbr"), "Types"), k.h("dd", null, k.h("span.value", null, a.supported), " ", k.h("span.origin", null, k.name(a.origin))),
          a.spns.length ? [k.h("dt", null, "SPNs"), k.h("dd", null, a.spns.map(function (s) { return k.h("div", null, k.name(s)); }))] : null,
          a.flags.length ? [k.h("dt", null, "flags"), k.h("dd", null, a.flags.join(", "))] : null),
        keyring(trace, { keys: a.keys, account: a.name }));
    }));
  }

  k.world = function (trace, branch, index) {
    var numbers = index < 0 ? branch.start : trace.pool[branch.steps[index]].machines;
    var older = index < 0 ? null : index === 0 ? branch.start : trace.pool[branch.steps[index - 1]].machines;
    var before = {}, involved = {};
    (older || []).forEach(function (n) { before[trace.pool[n].name] = n; });
    if (index >= 0) trace.pool[branch.steps[index]].arrows.forEach(function (a) {
      [a.from, a.to].forEach(function (lane) { involved[lane.split("/0x")[0]] = true; });
    });
    var few = numbers.length <= 6;
    return numbers.map(function (n) {
      var machine = trace.pool[n], changed = older && before[machine.name] !== n;
      var os = (machine.kind === "dc" ? "DC, " : "") + machine.os + (machine.update && machine.update !== "rtm" ? " " + machine.update : ""), part = changed ? "changed" : involved[machine.name] ? "takes part" : "";
      return k.fold("details.machine", "machine " + machine.name, changed || (few && involved[machine.name]), { "data-name": machine.name },
        k.h("summary", { "aria-label": k.plain([machine.name, os, part].filter(Boolean).join(", ")) }, k.h("strong", null, k.name(machine.name)), " ", k.h("span.os", null, os), " ",
          part ? k.h("span.tag" + (changed ? ".new" : ""), null, part) : null),
        host(trace, machine, before[machine.name] === undefined ? null : trace.pool[before[machine.name]]),
        machine.kind === "dc" ? accounts(trace, machine) : null);
    });
  };

  /* What the administrator sees at this step: logs and ticket caches, machine by machine. */
  k.logs = function (trace, branch, index, chosen, onchoose) {
    var events = [], machines = index < 0 ? branch.start : trace.pool[branch.steps[index]].machines;
    for (var n = 0; n <= index; n++) trace.pool[branch.steps[n]].events.forEach(function (e, at) { events.push([trace.pool[e], n === index, branch.steps[n] + "/" + at]); });
    function on(name) { return events.filter(function (e) { return e[0].computer.split(".")[0].toLowerCase() === name.split(".")[0].toLowerCase(); }); }
    var names = machines.map(function (m) { return trace.pool[m].name; });
    if (names.indexOf(chosen) < 0) {
      var fresh = names.filter(function (name) { return on(name).some(function (e) { return e[1]; }); });
      chosen = fresh[fresh.length - 1] || names[0];
    }
    var machine = machines.map(function (m) { return trace.pool[m]; }).filter(function (m) { return m.name === chosen; })[0];
    var mine = on(chosen || "");
    var tabs = names.length > 8 ? k.h("label", null, "machine ", k.h("select", { "data-focus": "tab", onchange: function (e) { onchoose(e.target.value); } }, names.map(function (name) {
      return k.h("option", { value: name, selected: name === chosen }, name);
    }))) : k.h("div.tabs", { role: "group", "aria-label": "machine" }, names.map(function (name) {
      var count = on(name).filter(function (e) { return e[1]; }).length;
      return k.h("button", { type: "button", "data-focus": "tab " + name, "aria-pressed": name === chosen ? "true" : "false", "aria-label": k.plain(name + (count ? ", " + count + " new" : "")), onclick: function () { onchoose(name); } }, k.name(name), count ? [" ", k.h("span.count", { title: count + " new in this step" }, count + " new")] : null);
    }));
    return k.h("section.logs", { "aria-label": "what the administrator sees" }, k.h("h3", null, "What the administrator sees now"), tabs,
      k.h("div.screens", null,
        k.h("div.screen", null, k.h("h4", null, "Event log of ", k.name(chosen || "nobody")), mine.length ? k.h("ol.events", null, mine.slice(-60).reverse().map(function (e) {
          return k.h("li", { "class": e[1] ? "new" : "" }, k.fold("details", "event " + e[2], false, null,
            k.h("summary", null, k.h("span.id", null, e[0].id), " ", k.h("span.audit", null, e[0].audit), " ", k.h("span.origin", null, e[0].log + " \u00b7 " + e[0].clock), " ", e[1] ? k.h("span.tag.new", null, "new") : null),
            k.h("pre.screenful", { tabindex: "0" }, lines(e[0].text))));
        })) : k.h("p.quiet", null, "empty")),
        machine && machine.sessions ? k.h("div.screen", null, k.h("h4", null, "klist on ", k.name(chosen)), machine.sessions.length ? machine.sessions.map(function (s) {
          var session = trace.pool[s];
          return k.fold("details", "klist " + chosen + " " + session.luid, session.tickets > 0 && session.luid === "0x3e7", null, k.h("summary", null, k.h("code", null, "klist -li " + session.luid), " ", k.h("span.origin", null, k.name(session.name), " \u00b7 " + session.tickets + (session.tickets === 1 ? " ticket" : " tickets"))),
            k.h("pre.screenful", { tabindex: "0" }, lines(session.klist)));
        }) : k.h("p.quiet", null, "not started yet")) : k.h("div.screen", null, k.h("h4", null, "klist"), k.h("p.quiet", null, "the sessions of a DC are not simulated"))));
  };

  function lines(text) {
    return text.replace(/^\n+|\s+$/g, "").split("\n").map(function (line, n) { return [n ? document.createTextNode("\n") : null, line.split("\t").map(function (cell, at) { return [at ? document.createTextNode("\t") : null, cell]; })]; });
  }
}(window.kdcsim = window.kdcsim || {}));
