/* Lessons beside the picture: words, questions whose answers are played, and buttons that show the moment they speak of. */
(function (k) {
  "use strict";
  var TRIES = 2, box = null, told = null, list = [];

  function done() { try { return JSON.parse(localStorage.getItem("kdcsim-lessons") || "{}"); } catch (e) { return {}; } }
  function remember(part) {
    var all = done(), key = String(told.number);
    all[key] = (all[key] || []).filter(function (n) { return n !== part; }).concat(part);
    try { localStorage.setItem("kdcsim-lessons", JSON.stringify(all)); } catch (e) { /* then it is not kept */ }
  }

  /* What stands between backticks is to be typed. */
  function words(text) {
    return text.trim().replace(/\s+/g, " ").split("`").map(function (piece, n) { return n % 2 ? k.h("code", null, piece) : piece; });
  }

  k.paragraphs = function (text) {
    return text.trim().split(/\n\s*\n/).map(function (block) {
      if (!/^(- |\d\. )/.test(block)) return k.h("p", null, words(block));
      return block.split(/\n(?=- |\d\. )/).map(function (item) { return k.h("p.item", null, words(item)); });
    });
  };

  function look(at) {
    if (!at) return null;
    return k.h("button.link.look", { type: "button", onclick: function () { k.go({ branch: at.branch, step: at.step || undefined }); wayBack(this); document.querySelector(".stage").scrollIntoView({ block: "start" }); } },
      "show " + at.branch + (at.step ? ", step " + at.step : "") + " in the picture");
  }

  /* Where the lesson does not stand beside the picture, a button leads back to the question one came from. */
  function wayBack(from) {
    var old = document.getElementById("wayback");
    if (old) old.remove();
    document.body.appendChild(k.h("button", { type: "button", id: "wayback", onclick: function (e) { e.target.remove(); from.scrollIntoView({ block: "center" }); from.focus({ preventScroll: true }); } }, "\u2191 back to the question"));
  }

  function question(part, number) {
    var reply = k.h("p.reply", { "aria-live": "polite" }), known = (done()[String(told.number)] || []).indexOf(number) >= 0;
    if (known) k.fill(reply, k.icon("good"), " answered before");
    var tries = 0, tell = k.h("button.tell", { type: "button", hidden: true, onclick: function () { give(); } }, "tell me the answer");
    function send(said) {
      return k.post({ ask: "reply", number: told.number, part: number, said: said }).then(function (heard) {
        reply.className = "reply " + (heard.right ? "good" : "bad");
        tell.hidden = heard.right || (tries += 1) < TRIES;
        k.fill(reply, k.icon(heard.right ? "good" : "bad"), " ", heard.error || (heard.right ? "right" : "not so"), heard.came ? ": " + heard.came : "",
          tell.hidden ? null : ". You may have the answer told.");
        if (heard.right) remember(number);
      });
    }
    /* Nobody is held up; an answer that was told does not count. */
    function give() {
      return k.post({ ask: "solution", number: told.number, part: number }).then(function (heard) {
        reply.className = "reply";
        k.fill(reply, heard.error || "It is: " + heard.right.join("; or "));
      });
    }
    var field = k.h("input", { type: "text", "aria-label": "your answer", autocomplete: "off", onkeydown: function (e) { if (e.key === "Enter") send(field.value); } });
    var answers = part.choices.length ? part.choices.map(function (each) {
      return k.h("button", { type: "button", "data-choice": each, onclick: function () { send(each); } }, k.name(each));
    }) : [field, k.h("button", { type: "button", onclick: function () { send(field.value); } }, "answer")];
    return k.h("li", { "data-part": number }, part.heading ? k.h("h3", null, part.heading) : null, k.h("p.ask", null, words(part.text)), look(part.at),
      k.h("div.answers", null, answers), reply, tell,
      part.hint ? k.h("details", null, k.h("summary.hint", null, "a hint"), k.h("p.hint", null, part.hint)) : null);
  }

  function draw() {
    document.body.classList.toggle("with-lesson", !!told);
    var choose = k.h("select", { id: "lessons", "aria-label": "lesson", onchange: function (e) { k.openLesson(Number(e.target.value)); } },
      [told ? k.h("option", { value: "" }, "other lessons \u2026") : null, k.h("option", { value: "0" }, told ? "close the lesson" : "a lesson \u2026")].concat(list.map(function (l) {
        return k.h("option", { value: l.number }, l.number + ". " + l.title);
      })));
    if (!told) { k.fill(box, k.h("div.lessonbar", null, k.h("span"), choose)); return; }
    k.fill(box, k.h("section.lesson", { "aria-label": "lesson" },
      k.h("div.lessonbar", null, k.h("p.eyebrow", null, "lesson " + told.number + " \u00b7 about " + told.minutes + " minutes"), choose),
      k.h("h2", null, told.title), k.h("div.text", null, k.paragraphs(told.intro)),
      k.h("ol.parts", null, told.parts.map(function (part, number) {
        if (part.kind !== "say") return question(part, number);
        return k.h("li", null, part.heading ? k.h("h3", null, part.heading) : null, k.h("div.text", null, k.paragraphs(part.text)), look(part.at));
      })),
      k.h("details", null, k.h("summary", null, "What remains"), k.h("p", null, words(told.takeaway)))));
  }

  /* The address says which lesson is open, so that a link opens it again. */
  function address(number) {
    var search = location.search.replace(/[?&]lesson=\d+/, "");
    history.replaceState(null, "", location.pathname + (number ? "?lesson=" + number : search) + location.hash);
  }

  k.lessonAsked = function () { var found = /[?&]lesson=(\d+)/.exec(location.search); return found ? Number(found[1]) : 0; };

  k.openLesson = function (number, keep) {
    address(number);
    if (!number) { told = null; draw(); return Promise.resolve(); }
    return k.post({ ask: "lesson", number: number }).then(function (said) {
      if (!said.lesson) return null;
      told = said.lesson;
      draw();
      var asked = k.asked(), back = keep && asked.b !== undefined && (asked.f === undefined || asked.f === told.scenario);
      k.forget();
      return k.openStory(told.scenario, back).then(function () {
        var first = told.parts.filter(function (p) { return p.at; })[0];
        if (first && !back) k.go({ branch: first.at.branch, step: first.at.step || undefined });
      });
    });
  };

  k.openLessons = function () {
    box = document.getElementById("lesson");
    return k.post({ ask: "lessons" }).then(function (said) {
      list = said.lessons || [];
      draw();
      return k.lessonAsked() ? k.openLesson(k.lessonAsked(), true) : null;
    });
  };
}(window.kdcsim));
