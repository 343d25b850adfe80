/* A message: its fields beside its bytes, linked both ways; a sealed part opens with the key that opened it. */
(function (k) {
  "use strict";

  k.message = function (trace, message) {
    var size = message.hex.length / 2;
    return k.h("section.message", { "aria-label": message.name + ", " + size + " bytes" },
      k.h("h4", null, message.name, k.h("small", null, size + " bytes")),
      message.fault ? k.h("p.bad", null, message.fault) : null,
      k.anatomy(trace, message.fields, message.hex));
  };

  k.anatomy = function (trace, fields, hex) {
    var bytes = [], rows = [], pane = k.h("div.anatomy");
    var shown = { nodes: [], light: light };

    function light(at, from) {
      bytes.forEach(function (b, n) { b.classList.toggle("lit", !!at && n >= at[0] && n < at[1]); });
      shown.nodes.forEach(function (node) { node.classList.toggle("lit", node === from); });
      if (at && bytes[at[0]] && from) scrollInside(rows.box, bytes[at[0]]);
    }

    rows.box = k.hex(hex, bytes, function (n) {
      var best = null;
      shown.nodes.forEach(function (node) {
        var at = node.kdcsimAt;
        if (n >= at[0] && n < at[1] && (!best || at[1] - at[0] <= best.kdcsimAt[1] - best.kdcsimAt[0])) best = node;
      });
      if (best) { light(best.kdcsimAt, best); scrollInside(tree, best); }
    });
    var tree = k.h("div.tree", { tabindex: "0", role: "group", "aria-label": "fields" }, list(trace, fields, shown));
    return k.put(pane, [tree, rows.box]);
  };

  function scrollInside(box, node) {
    var top = node.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 24) box.scrollTop = top - box.clientHeight / 3;
  }

  function list(trace, fields, shown) {
    return k.h("ul", null, fields.map(function (field) {
      var button = k.h("button.field", { type: "button", title: field.at ? "bytes " + field.at[0] + " to " + (field.at[1] - 1) : null },
        k.h("span.key", null, field.name), field.value ? k.h("span.value", null, field.value) : null);
      if (field.at) {
        button.kdcsimAt = field.at;
        shown.nodes.push(button);
        ["mouseenter", "focus", "click"].forEach(function (what) {
          button.addEventListener(what, function () { shown.light(field.at, button); });
        });
      }
      var part = field.box === undefined ? null : trace.pool[field.box];
      return k.h("li", null, button, part ? box(trace, part) : null,
        field["in"] && !(part && part.by) ? list(trace, field["in"], shown) : null);
    }));
  }

  function key(holder) {
    return [k.name(holder.holder), holder.salt !== null ? [", salt ", k.h("code", null, "\u201c" + holder.salt + "\u201d")] : "",
      ", key ", k.h("code", null, holder.fingerprint)];
  }

  function box(trace, part) {
    var shut = part.not_by.map(function (each) {
      return k.h("p.shut.bad", null, k.icon("bad"), "does not open with the key of ", key(each));
    });
    if (!part.by) return k.h("div.box", null, shut.length ? shut : k.h("p.shut", null, k.icon("shut"), "no key at hand opens it"));
    var inside = k.h("div.inside"), filled = false;
    var details = k.h("details.box", { ontoggle: function () {
      if (!details.open || filled) return;
      filled = true;
      k.put(inside, [k.h("p.hint", null, part.kind + ", " + part.hex.length / 2 + " bytes; bytes of keys are shown as **"), k.anatomy(trace, part.fields, part.hex)]);
    } }, k.h("summary", null, k.icon("open"), "open with the key of ", key(part.by)), inside);
    return k.h("div", null, shut, details);
  }

  k.hex = function (hex, bytes, picked) {
    var width = k.narrow() ? 8 : 16, pre = k.h("div.hex", { tabindex: "0", role: "group", "aria-label": "bytes" });
    for (var start = 0; start < hex.length / 2; start += width) {
      var row = k.h("div.row", null, k.h("span.offset", null, ("000" + start.toString(16)).slice(-4)));
      var text = "";
      for (var n = start; n < start + width; n++) {
        var pair = hex.slice(2 * n, 2 * n + 2);
        if (!pair) { row.appendChild(k.h("span.pad", null, "  ")); continue; }
        var byte = k.h("span.byte", { "data-n": n }, pair), code = parseInt(pair, 16);
        bytes.push(byte);
        row.appendChild(byte);
        text += code >= 32 && code < 127 ? String.fromCharCode(code) : "\u00b7";
      }
      row.appendChild(k.h("span.ascii", { "aria-hidden": "true" }, text));
      pre.appendChild(row);
    }
    pre.addEventListener("click", function (event) {
      var n = event.target.getAttribute && event.target.getAttribute("data-n");
      if (n !== null) picked(Number(n));
    });
    return pre;
  };
}(window.kdcsim = window.kdcsim || {}));
