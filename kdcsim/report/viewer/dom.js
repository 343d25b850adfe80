/* Small tools: elements made of text only (nothing here ever parses markup), icons, and words made visible. */
(function (k) {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  /* C0/C1 controls, zero-width and direction marks: shown by name, so that no name can rearrange the page. */
  var HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

  k.plain = function (text) {
    return String(text).replace(HIDDEN, function (c) {
      return "\u2039U+" + ("000" + c.charCodeAt(0).toString(16).toUpperCase()).slice(-4) + "\u203a";
    });
  };

  k.h = function (tag, props) {
    var at = tag.split("."), node = document.createElement(at[0] || "div");
    if (at.length > 1) node.className = at.slice(1).join(" ");
    for (var key in props || {}) {
      var value = props[key];
      if (value === null || value === undefined || value === false) continue;
      if (key.slice(0, 2) === "on") node.addEventListener(key.slice(2), value);
      else if (key === "vars") for (var name in value) node.style.setProperty("--" + name, value[name]);
      else node.setAttribute(key, value === true ? "" : value);
    }
    k.put(node, Array.prototype.slice.call(arguments, 2));
    return node;
  };

  k.put = function (node, children) {
    children.forEach(function (child) {
      if (child === null || child === undefined || child === false) return;
      if (Array.isArray(child)) k.put(node, child);
      else node.appendChild(child.nodeType ? child : document.createTextNode(k.plain(child)));
    });
    return node;
  };

  k.clear = function (node) {
    while (node.firstChild) node.removeChild(node.firstChild);
    return node;
  };

  k.fill = function (node) {
    return k.put(k.clear(node), Array.prototype.slice.call(arguments, 1));
  };

  k.svg = function (tag, props) {
    var node = document.createElementNS(SVG, tag);
    for (var key in props || {}) node.setAttribute(key, props[key]);
    for (var n = 2; n < arguments.length; n++) if (arguments[n]) node.appendChild(arguments[n]);
    return node;
  };

  var SHAPES = {
    good: "M3 8.5 6.5 12 13 4.5", bad: "M4 4 12 12M12 4 4 12", asks: "M6 6a2 2 0 1 1 2.6 1.9c-.5.2-.6.6-.6 1.4M8 12v.1",
    shut: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5", open: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 4.6-1.4",
    still: "M3.5 8h9", next: "M6 3.5 10.5 8 6 12.5", prev: "M10 3.5 5.5 8 10 12.5"
  };

  k.icon = function (name) {
    return k.svg("svg", { "class": "icon " + name, viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
      k.svg("path", { d: SHAPES[name] }));
  };

  /* A long name that may break anywhere sensible: after punctuation, and between the words of CamelCase. */
  k.name = function (text) {
    var node = k.h("bdi.name"), told = k.plain(text);
    if (told.length <= 12) return k.put(node, [told]);
    told.split(/(?<=[\/@.:\-])|(?<=[a-z])(?=[A-Z])/).forEach(function (piece, n) {
      if (n) node.appendChild(document.createElement("wbr"));
      node.appendChild(document.createTextNode(piece));
    });
    return node;
  };

  var KINDS = { 18: "aes256", 17: "aes128", 19: "aes128", 20: "aes256", 23: "rc4", 24: "rc4", 1: "des", 2: "des", 3: "des" };

  k.kind = function (etype) {
    return etype === null || etype === undefined ? "none" : KINDS[etype] || "other";
  };

  k.label = function (trace, etype) {
    var known = trace.etypes[String(etype)];
    return known ? known.label + " (" + etype + ")" : "etype " + etype;
  };

  /* The chip of an etype: its name, and a sample of the line it is drawn with. */
  k.chip = function (trace, etype) {
    var kind = k.kind(etype);
    return k.h("span.chip." + kind, null,
      k.svg("svg", { viewBox: "0 0 22 8", "aria-hidden": "true" }, k.svg("line", { x1: 0, y1: 4, x2: 22, y2: 4 })),
      k.label(trace, etype));
  };

  k.narrow = function () { return window.matchMedia("(max-width: 700px)").matches; };
  /* Whether the side panels stand above the picture and not beside it. */
  k.single = function () { return window.matchMedia("(max-width: 1000px)").matches || document.body.classList.contains("with-lesson"); };

  /* Details that stay as a person left them, however often they are drawn anew. */
  var left = {};
  k.forget = function () { left = {}; };
  k.fold = function (tag, key, open, props, summary) {
    var summaryNode = summary.tagName ? summary : k.h("summary", null, summary);
    summaryNode.setAttribute("data-focus", "fold " + key);
    var node = k.h(tag, props || {}, summaryNode, Array.prototype.slice.call(arguments, 5));
    node.open = key in left ? left[key] : !!open;
    summaryNode.addEventListener("click", function () { left[key] = !node.open; });
    return node;
  };

  /* Where the focus is, in words that outlive a redrawing; and back to it. */
  k.focused = function () {
    var now = document.activeElement;
    return now && now.getAttribute && (now.getAttribute("data-focus") || (now.id ? "#" + now.id : null));
  };
  k.refocus = function (words) {
    if (!words || k.focused() === words) return;
    var found = null;
    if (words[0] === "#") found = document.getElementById(words.slice(1));
    else document.querySelectorAll("[data-focus]").forEach(function (each) { if (!found && each.getAttribute("data-focus") === words) found = each; });
    if (found && found.disabled) found = document.getElementById(found.id === "back" ? "forth" : "back");
    if (found) found.focus({ preventScroll: true });
  };
}(window.kdcsim = window.kdcsim || {}));
