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
    var bytes = [], pane = k.h("div.anatomy"), width = 0, last = null;
    var shown = { nodes: [], light: light, layout: layout }, box = k.h("div.hex", { tabindex: "0", role: "group", "aria-label": "bytes" });

    /* As many bytes in a row as there is room for; beside the fields where both fit, else below them. */
    function layout() {
      var room = pane.clientWidth || (k.narrow() ? 320 : 860), beside = room >= 580 && !tree.querySelector("details.box[open]");
      var fits = (beside ? room >= 820 : room >= 540) ? 16 : room >= 290 ? 8 : 4;
      pane.classList.toggle("beside", beside);
      if (fits === width) return;
      width = fits;
      bytes.length = 0;
      k.hex(box, hex, width, bytes);
      if (last) light(last[0], null);
    }

    function light(at, from) {
      last = [at];
      bytes.forEach(function (b, n) { b.classList.toggle("lit", !!at && n >= at[0] && n < at[1]); });
      if (from) shown.nodes.forEach(function (node) { node.classList.toggle("lit", node === from); });
      if (at && bytes[at[0]] && from) scrollInside(box, bytes[at[0]]);
    }

    box.addEventListener("click", function (event) {
      var told = event.target.getAttribute("data-n"), n = Number(told), best = null;
      if (told === null) return;
      shown.nodes.forEach(function (node) {
        var at = node.kdcsimAt;
        if (n >= at[0] && n < at[1] && (!best || at[1] - at[0] <= best.kdcsimAt[1] - best.kdcsimAt[0])) best = node;
      });
      if (best) { light(best.kdcsimAt, best); scrollInside(tree, best); }
    });
    var tree = k.h("div.tree", { tabindex: "0", role: "group", "aria-label": "fields" }, list(trace, fields, shown));
    layout();
    new ResizeObserver(function () { requestAnimationFrame(layout); }).observe(pane);
    return k.put(pane, [tree, box]);
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
      return k.h("li", null, button, part ? sealed(trace, part, shown) : null,
        field["in"] && !(part && part.by) ? list(trace, field["in"], shown) : null);
    }));
  }

  function key(holder) {
    return [k.name(holder.holder), holder.salt !== null ? [", salt ", k.h("code", null, "\u201c" + holder.salt + "\u201d")] : "",
      ", key ", k.h("code", null, holder.fingerprint)];
  }

  function sealed(trace, part, shown) {
    var shut = part.not_by.map(function (each) {
      return k.h("p.shut.bad", null, k.icon("bad"), "does not open with the key of ", key(each));
    });
    if (!part.by) return k.h("div.box", null, shut.length ? shut : k.h("p.shut", null, k.icon("shut"), "no key at hand opens it"));
    var inside = k.h("div.inside"), filled = false;
    var details = k.h("details.box", { ontoggle: function () {
      shown.layout();
      if (!details.open || filled) return;
      filled = true;
      k.put(inside, [k.h("p.hint", null, part.kind + ", " + part.hex.length / 2 + " bytes; bytes of keys are shown as **"), k.anatomy(trace, part.fields, part.hex)]);
    } }, k.h("summary", null, k.icon("open"), "open with the key of ", key(part.by)), inside);
    return k.h("div", null, shut, details);
  }

  k.hex = function (box, hex, width, bytes) {
    k.clear(box);
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
      box.appendChild(row);
    }
  };
}(window.kdcsim = window.kdcsim || {}));
