// Reads the answer aloud and makes a picture of it to pass on. The page says everything without it.
(function () {
  "use strict";

  function each(list, run) { for (var i = 0; i < list.length; i++) run(list[i]); }

  // What the page's own words are: verdict, what to do, and what to compare.
  function words() {
    var told = [];
    each(document.querySelectorAll(".verdict h1, .verdict p, .scans, .compare dl > div:not(.wide)"), function (one) {
      var text = one.textContent.replace(/\s+/g, " ").replace(/^ | $/g, "");
      if (text) told.push(text);
    });
    return told.join("\n");
  }

  function readAloud(button) {
    var speech = window.speechSynthesis, label = button.textContent;
    var language = document.documentElement.lang, own = language.slice(0, 2);
    if (!speech || !window.SpeechSynthesisUtterance) return;

    function hasVoice() {
      var voices = speech.getVoices() || [], found = !voices.length;
      each(voices, function (voice) { if (voice.lang && voice.lang.slice(0, 2) === own) found = true; });
      return found;
    }
    function show() { button.hidden = !hasVoice(); }
    function quiet() { button.textContent = label; button.removeAttribute("aria-pressed"); }

    button.addEventListener("click", function () {
      if (speech.speaking || speech.pending) { speech.cancel(); quiet(); return; }
      var utterance = new SpeechSynthesisUtterance(words());
      utterance.lang = language;
      utterance.rate = 0.9;
      utterance.onend = utterance.onerror = quiet;
      button.textContent = button.getAttribute("data-stop");
      button.setAttribute("aria-pressed", "true");
      speech.speak(utterance);
    });
    window.addEventListener("pagehide", function () { speech.cancel(); });
    if ("onvoiceschanged" in speech) speech.onvoiceschanged = show;
    show();
  }

  function share(link) {
    var stage = document.querySelector("[data-share-stage]"), shown = null;
    if (!stage || !window.URL || !HTMLCanvasElement.prototype.toBlob) return;

    function open() { location.href = link.href; }

    function pass(blob) {
      if (!blob) { open(); return; }
      var file = null, name = "rusu.png";
      try { file = new File([blob], name, { type: "image/png" }); } catch (e) { file = null; }
      if (!shown) {
        shown = document.createElement("img");
        shown.alt = stage.getAttribute("data-label");
        stage.insertBefore(shown, stage.firstChild);
      }
      shown.src = URL.createObjectURL(blob);
      stage.hidden = false;
      if (file && navigator.canShare && navigator.share && navigator.canShare({ files: [file] })) {
        navigator.share({ files: [file] })["catch"](function () {});
      }
    }

    link.addEventListener("click", function (event) {
      var picture = new Image();
      event.preventDefault();
      picture.onerror = open;
      picture.onload = function () {
        var canvas = document.createElement("canvas");
        canvas.width = 720; canvas.height = 1000;
        try {
          canvas.getContext("2d").drawImage(picture, 0, 0, 720, 1000);
          canvas.toBlob(pass, "image/png");
        } catch (e) { open(); }
      };
      picture.src = link.href;
    });
  }

  each(document.querySelectorAll("[data-read-aloud]"), readAloud);
  each(document.querySelectorAll("[data-share]"), share);
})();
