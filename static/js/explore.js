/* Adds "Explore this chart" to each chart of the page that has its figure with it. A press fetches Plotly and the panel it draws
   in, from this site and once a page. Nothing is sent anywhere. Without this file the page is whole; it alone has no button. */
"use strict";

(() => {
  const { styles, scripts } = document.currentScript.dataset;
  let fetched = null;

  function fetchScript(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => {
        script.remove();
        reject(new Error(`${address} can't be fetched`));
      });
      script.src = address;
      document.head.append(script);
    });
  }

  /* Plotly writes no rules of its own, which the policy forbids, where this style sheet is. */
  function addStyles() {
    if (document.getElementById("plotly.js-style-global")) return;
    const sheet = document.createElement("link");
    sheet.id = "plotly.js-style-global";
    sheet.className = "no-inline-styles";
    sheet.rel = "stylesheet";
    sheet.href = styles;
    document.head.append(sheet);
  }

  /* The promise of everything that a chart needs; after a failure the next press tries again. */
  function fetchAll() {
    addStyles();
    fetched ??= Promise.all(scripts.split(" ").map(fetchScript)).catch((error) => {
      fetched = null;
      throw error;
    });
    return fetched;
  }

  function buttonFor(message) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary explore-button";
    const whose = document.createElement("span");
    whose.className = "govuk-visually-hidden";
    whose.textContent = `: ${message}`;
    button.append("Explore this chart", whose);
    return button;
  }

  /* What is between a chart's words and its figure: the picture, and the key of its own that some have. */
  function pictureOf(data) {
    const parts = [];
    for (let part = data.previousElementSibling; part.tagName !== "FIGCAPTION"; part = part.previousElementSibling) parts.unshift(part);
    return parts;
  }

  function addButton(figure, data) {
    const picture = pictureOf(data);
    const button = buttonFor(figure.querySelector(".message").textContent);
    const status = document.createElement("p");
    status.className = "explore-status";
    status.setAttribute("role", "status");
    data.before(button, status);

    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true");
      status.textContent = "Fetching the chart.";
      try {
        await fetchAll();
        status.textContent = "";
        window.sendprogCharts.open(figure, picture, button, JSON.parse(data.textContent));
      } catch (error) {
        console.warn(error);
        status.textContent = "This chart can't be explored just now. The picture and its table have all its numbers.";
      }
      button.removeAttribute("aria-disabled");
    });
  }

  for (const data of document.querySelectorAll('figure > script[type="application/json"]')) {
    addButton(data.parentElement, data);
  }
})();
