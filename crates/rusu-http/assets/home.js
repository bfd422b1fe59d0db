// Searches enterprises while typing. The form works without it: the server understands whatever stands in the field.
(function () {
  "use strict";
  var field = document.getElementById("enterprise");
  if (!field || !window.XMLHttpRequest || !window.JSON) return;
  var all = null, shown = [], active = -1, list = null;

  function fold(text) {
    return text.replace(/[\uff01-\uff5e]/g, function (c) {
      return String.fromCharCode(c.charCodeAt(0) - 0xfee0);
    }).toLowerCase().replace(/[\s\u3000\-_.,()'"\u00b7]/g, "");
  }

  function rank(entry, typed) {
    var best = 9;
    for (var i = 0; i < entry.keys.length; i++) {
      var at = entry.keys[i].indexOf(typed);
      var one = entry.keys[i] === typed ? 0 : at === 0 ? 1 : at > 0 && typed.length > 1 ? 2 : 9;
      if (one < best) best = one;
    }
    return best;
  }

  function close() {
    if (list) list.parentNode.removeChild(list);
    list = null; active = -1; shown = [];
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    if (shown[at]) field.value = shown[at].name;
    close();
  }

  function mark(at) {
    active = (at + shown.length) % shown.length;
    for (var i = 0; i < list.children.length; i++) {
      list.children[i].setAttribute("aria-selected", i === active ? "true" : "false");
    }
    field.setAttribute("aria-activedescendant", "s" + active);
    list.scrollTop = list.children[active].offsetTop - list.clientHeight / 2;
  }

  function open() {
    var typed = fold(field.value), found = [];
    close();
    if (!all || !typed) return;
    for (var i = 0; i < all.length; i++) {
      var r = rank(all[i], typed);
      if (r < 9) found.push({ name: all[i].name, r: r, i: i });
    }
    found.sort(function (a, b) { return a.r - b.r || a.i - b.i; });
    shown = found.slice(0, 8);
    if (!shown.length || (shown.length === 1 && shown[0].name === field.value)) { shown = []; return; }
    list = document.createElement("ul");
    list.id = "suggest"; list.className = "suggest";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.getAttribute("data-list"));
    for (var j = 0; j < shown.length; j++) {
      var line = document.createElement("li");
      line.id = "s" + j;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.appendChild(document.createTextNode(shown[j].name));
      line.onmousedown = (function (at) {
        return function (event) { event.preventDefault(); choose(at); };
      })(j);
      list.appendChild(line);
    }
    field.parentNode.insertBefore(list, field.nextSibling);
    field.setAttribute("aria-expanded", "true");
  }

  function load() {
    if (all) return;
    all = [];
    var request = new XMLHttpRequest();
    request.open("GET", "/directory.json");
    request.onload = function () {
      try { if (request.status === 200) all = JSON.parse(request.responseText); } catch (e) { all = []; }
      if (document.activeElement === field) open();
    };
    request.onerror = function () { all = null; };
    request.send();
  }

  field.removeAttribute("list");
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", "suggest");
  field.addEventListener("focus", load);
  field.addEventListener("input", function () { load(); open(); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", function (event) {
    var key = event.key;
    if (!list) return;
    if (key === "ArrowDown" || key === "Down") { mark(active + 1); event.preventDefault(); }
    else if (key === "ArrowUp" || key === "Up") { mark(active < 0 ? shown.length - 1 : active - 1); event.preventDefault(); }
    else if (key === "Enter" && active >= 0) { choose(active); event.preventDefault(); }
    else if (key === "Escape" || key === "Esc") close();
  });
})();
