/* Key cards: the key that sealed the ticket beside the key that was tried on it. This picture is the bug, when there is one. */
(function (k) {
  "use strict";

  function used(side) {
    return side ? side.rows.filter(function (row) { return row.used; })[0] || null : null;
  }

  /* A salt with its parts named; from the first difference on it is marked. */
  function salt(row, from) {
    if (row.salt === null) return k.h("p.salt.no", null, "no salt goes into this key");
    if (row.salt === "") return k.h("p.salt", null, k.h("span.part.empty" + (from === null ? "" : ".differs"), null, k.h("code", null, "\u201c\u201d"), k.h("small", null, "empty: nobody told this session its salt")));
    var seen = 0;
    return k.h("p.salt", null, row.parts.map(function (part) {
      var start = seen, cut = from === null ? part[0].length : Math.max(0, Math.min(part[0].length, from - start));
      seen += part[0].length;
      return k.h("span.part" + (cut < part[0].length ? ".differs" : ""), null,
        k.h("code", null, cut ? k.name(part[0].slice(0, cut)) : null, cut < part[0].length ? k.h("mark", null, k.name(part[0].slice(cut))) : null),
        k.h("small", null, part[1]));
    }));
  }

  function card(trace, pair, side, other, which) {
    if (!side) return k.h("article.card.unknown", null, k.h("h4", null, which === "left" ? "the KDC" : "the service"), k.h("p", null, "Nobody saw this key being made."));
    var row = used(side), theirs = used(other), same = row && theirs && row.fingerprint === theirs.fingerprint;
    var mark = side.password && other && other.password && side.password.mark === other.password.mark;
    var text = side.password && side.password.text;
    return k.h("article.card." + which + (same ? ".same" : ".differs"), null,
      k.h("header", null, k.h("p.role", null, side.role), k.h("h4", null, k.name(side.title)),
        side.service ? k.h("p.service", null, k.name(side.service), ", as ", k.name(side.account || "nobody")) : null),
      row ? k.h("dl", null,
        k.h("dt", null, "password"),
        k.h("dd", null, k.h("code", { title: text ? null : "a random machine password; no need to show it" }, text || "\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022"),
          other ? k.h("span.tag." + (mark ? "good" : "bad"), null, mark ? "the same on both sides" : "another password") : null),
        k.h("dt", null, "+ salt"),
        k.h("dd", null, salt(row, pair.difference === "salt" ? pair.first_difference : null)),
        k.h("dt", null, "mixed by"),
        k.h("dd", null, row.made, row.older ? " (of an older password)" : ""),
        k.h("dt", null, "= key"),
        k.h("dd", null, k.chip(trace, row.etype), k.h("code.fingerprint", null, row.fingerprint))
      ) : k.h("p.bad", null, "holds no " + pair.label + " key"));
  }

  k.pair = function (trace, pair) {
    if (!pair) return null;
    var mine = used(pair.left), theirs = used(pair.right);
    var sign = k.h("div.sign", { "class": "sign " + (pair.same ? "good" : "bad"), "aria-hidden": "true" }, pair.same ? "=" : "\u2260");
    return k.h("section.keys", { "aria-label": "key cards" },
      k.h("h3", null, pair.same ? "One key, twice" : "Two keys that should be one"),
      k.h("p.lead", null, pair.sentence),
      k.h("div.cards", null, card(trace, pair, pair.left, pair.right, "left"), sign, card(trace, pair, pair.right, pair.left, "right")),
      mine || theirs ? others(trace, pair) : null);
  };

  /* The other keys of both sides: whether a ticket of another etype would have opened. */
  function others(trace, pair) {
    if (!pair.left || !pair.right) return null;
    var rows = pair.left.rows.map(function (row) {
      var match = pair.right.rows.filter(function (each) { return each.etype === row.etype && !each.older; })[0];
      return [row, match, match && match.fingerprint === row.fingerprint];
    });
    var rc4 = rows.filter(function (each) { return each[0].etype === 23 && each[2]; })[0];
    return k.h("div.others", null,
      !pair.same && rc4 && pair.etype !== 23 ? k.h("p.note", null, k.icon("good"), "An RC4 ticket would have opened: the RC4 key is made of the password alone, no salt goes in, and both sides have ", k.h("code", null, rc4[0].fingerprint), ".") : null,
      k.h("details", null, k.h("summary", null, "All keys of both sides"),
        k.h("table", null, k.h("thead", null, k.h("tr", null, ["etype", "KDC", "", "session"].map(function (t) { return k.h("th", { scope: "col" }, t); }))),
          k.h("tbody", null, rows.map(function (each) {
            return k.h("tr", null, k.h("td", null, k.chip(trace, each[0].etype)), k.h("td", null, k.h("code", null, each[0].fingerprint)),
              k.h("td", { "class": each[2] ? "good" : "bad" }, each[2] ? "=" : "\u2260"), k.h("td", null, each[1] ? k.h("code", null, each[1].fingerprint) : "none"));
          })))));
  }
}(window.kdcsim = window.kdcsim || {}));
