/* The panel in which a reader explores a chart: its series, zoom and values, its downloads and the way back to the picture.
   Every button works by keyboard, touch and mouse. */
"use strict";

(() => {
  const charts = (window.sendprogCharts ??= {});
  const CONFIG = {
    displayModeBar: false,
    displaylogo: false,
    doubleClick: false,
    plotlyServerURL: "",
    scrollZoom: false,
    showSendToCloud: false,
    showTips: false,
  };
  const DASHES = { dash: "9 9", dot: "3 3", dashdot: "9 3 3 3" };
  const SVG = "http://www.w3.org/2000/svg";

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function buttonsIn(pairs) {
    const buttons = pairs.map(([text, onPress]) => {
      const made = element("button", { type: "button", class: "explore__button" }, text);
      made.addEventListener("click", onPress);
      return made;
    });
    return element("div", { class: "explore__buttons" }, ...buttons);
  }

  /* A short piece of the line, or a square in the colour of the bars. */
  function swatch({ colour, dash }) {
    const drawing = document.createElementNS(SVG, "svg");
    const shape = document.createElementNS(SVG, dash === null ? "rect" : "path");
    const square = { x: 7, y: 1, width: 14, height: 14, fill: colour };
    const dashes = DASHES[dash] ?? (dash?.includes("px") ? dash.replaceAll("px", "") : "none");
    const line = { d: "M0,8H28", stroke: colour, "stroke-width": 3, "stroke-dasharray": dashes };
    for (const [key, value] of Object.entries(dash === null ? square : line)) shape.setAttribute(key, value);
    drawing.setAttribute("viewBox", "0 0 28 16");
    drawing.setAttribute("aria-hidden", "true");
    drawing.append(shape);
    return drawing;
  }

  /* The text that the server escaped for Plotly, as it is read. */
  const plain = (text) => new DOMParser().parseFromString(text.replaceAll("<br>", " "), "text/html").body.textContent;

  /* The reader's own size of letters, against the usual one. */
  const letterScale = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

  class Panel {
    constructor(figure, picture, opener, given) {
      const drawing = charts.enlarged(given, letterScale());
      Object.assign(this, { figure, picture, opener, drawing });
      this.message = figure.querySelector(".message").textContent;
      this.labels = drawing.layout.meta.labels;
      this.hidden = new Set();
      this.range = null;
      this.place = null;
      this.onPrint = () => this.close();
      const what = figure.querySelector(".what").textContent;
      this.plot = element("div", { class: "explore__plot", role: "img", "aria-label": `${this.message}. ${what}` });
      this.status = element("p", { class: "explore__value", role: "status" });
      const name = { role: "group", "aria-label": `Explore: ${this.message}` };
      this.root = element("div", { class: "explore", tabindex: "-1", ...name });
      this.root.append(this.buttons(), ...this.key(), this.plot, this.status, this.buttonsBelow());
      this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    }

    buttons() {
      return buttonsIn([
        ["Back to the picture", () => this.close()],
        ["Zoom in", () => this.zoom(0.5)],
        ["Zoom out", () => this.zoom(2)],
        ["Move left", () => this.move(-0.5)],
        ["Move right", () => this.move(0.5)],
        ["Whole chart", () => this.show(null)],
      ]);
    }

    buttonsBelow() {
      return buttonsIn([
        ["Previous value", () => this.step(-1)],
        ["Next value", () => this.step(1)],
        ["Download PNG", () => charts.downloadPng(this)],
        ["Download CSV", () => charts.downloadCsv(this)],
      ]);
    }

    /* A box to tick for each series and level where there are several; it is the key too. */
    key() {
      const parts = charts.partsOf(this.drawing);
      if (parts.length < 2) return [];
      const boxes = parts.map((part) => this.box(part));
      return [element("fieldset", { class: "explore__series" }, element("legend", {}, "Show"), ...boxes)];
    }

    box(part) {
      const box = element("input", { type: "checkbox", checked: "" });
      box.addEventListener("change", () => {
        if (box.checked) this.hidden.delete(part.name);
        else this.hidden.add(part.name);
        this.draw();
      });
      return element("label", {}, box, swatch(part), part.name);
    }

    async open() {
      this.opener.replaceWith(this.root);
      this.picture.forEach((part) => part.remove());
      try {
        await this.draw();
      } catch (error) {
        this.close();
        throw error;
      }
      this.plot.on("plotly_relayout", (change) => this.onDrag(change));
      this.plot.on("plotly_doubleclick", () => this.show(null));
      this.observer = new ResizeObserver(() => this.plot.clientWidth !== this.width && this.draw());
      this.observer.observe(this.plot);
      /* Paper has the picture, which is drawn for it. */
      addEventListener("beforeprint", this.onPrint);
      this.root.focus();
    }

    close() {
      this.observer?.disconnect();
      removeEventListener("beforeprint", this.onPrint);
      Plotly.purge(this.plot);
      this.root.before(...this.picture);
      this.root.replaceWith(this.opener);
      this.opener.focus();
    }

    draw() {
      this.width = this.plot.clientWidth;
      const traces = charts.tracesFor(this.drawing, this.width, this.hidden);
      const layout = charts.layoutFor(this.drawing, this.width, this.range, this.hidden);
      return Plotly.react(this.plot, traces, layout, CONFIG);
    }

    onDrag(change) {
      const low = change["xaxis.range[0]"];
      if (low !== undefined) this.show([low, change["xaxis.range[1]"]]);
    }

    /* Draw a range of the x axis; null is the whole. */
    show(range) {
      this.range = range;
      this.place = null;
      Plotly.Fx.unhover(this.plot);
      this.draw();
      const [low, high] = range ?? charts.wholeRange(this.drawing);
      const shown = [...this.labels.keys()].filter((place) => place >= low && place <= high);
      const ends = [shown[0], shown.at(-1)].map((place) => plain(this.labels[place] ?? ""));
      this.status.textContent = range ? `Showing ${ends.join(" to ")}.` : "Showing the whole chart.";
    }

    /* Show so many times as much, at least one step, about the middle; all of it is the whole chart. */
    zoom(factor) {
      const [low, high] = this.range ?? charts.wholeRange(this.drawing);
      const half = Math.max(((high - low) * factor) / 2, 0.5);
      this.within((low + high) / 2 - half, 2 * half);
    }

    move(part) {
      const [low, high] = this.range ?? charts.wholeRange(this.drawing);
      this.within(low + part * (high - low), high - low);
    }

    within(low, length) {
      const [first, last] = charts.wholeRange(this.drawing);
      if (length >= last - first) return this.show(null);
      const start = Math.min(Math.max(low, first), last - length);
      return this.show([start, start + length]);
    }

    /* The points with a value at each position of the x axis in a range, in order, without those of hidden series. */
    columns([low, high], hidden) {
      const columns = new Map();
      this.drawing.data.forEach((trace, curveNumber) => {
        trace.x.forEach((x, pointNumber) => {
          const isDrawn = trace.hovertext?.[pointNumber] || trace.type === "waterfall";
          if (!isDrawn || hidden.has(trace.legendgroup) || x < low || x > high) return;
          columns.set(x, [...(columns.get(x) ?? []), { curveNumber, pointNumber }]);
        });
      });
      return new Map([...columns].sort(([one], [other]) => one - other));
    }

    /* A row for each position that has a value: its label, the number of each series, and all in words. */
    rows() {
      const names = charts.partsOf(this.drawing).map((part) => part.name);
      const series = names.filter((name) => this.drawing.data.some((trace) => trace.legendgroup === name));
      const rows = [["Period", ...series, "In words"]];
      for (const [place, points] of this.columns(charts.wholeRange(this.drawing), new Set())) {
        const numbers = series.map((name) => this.numberAt(points, name));
        rows.push([plain(this.labels[place]), ...numbers, this.wordsOf(points)]);
      }
      return rows;
    }

    /* The number of a series at a position; "60 to 70" of a range. */
    numberAt(points, name) {
      const own = points.filter(({ curveNumber }) => this.drawing.data[curveNumber].legendgroup === name);
      const numbers = own.map(({ curveNumber, pointNumber }) => this.drawing.data[curveNumber].y[pointNumber]);
      return [...new Set(numbers)].join(" to ");
    }

    /* Go to the next position with a value, or the one before, and say what is there. */
    step(direction) {
      const columns = this.columns(this.range ?? charts.wholeRange(this.drawing), this.hidden);
      const places = [...columns.keys()];
      if (!places.length) {
        this.status.textContent = "No series is shown.";
        return;
      }
      const now = places.indexOf(this.place);
      const next = now < 0 ? (direction > 0 ? 0 : places.length - 1) : now + direction;
      this.place = places[Math.min(Math.max(next, 0), places.length - 1)];
      const points = columns.get(this.place);
      Plotly.Fx.hover(this.plot, points);
      this.status.textContent = `${this.wordsOf(points)}.`;
    }

    /* What is at these points, each series once. */
    wordsOf(points) {
      return [...new Set(points.map((point) => this.textOf(point)))].join("; ");
    }

    textOf({ curveNumber, pointNumber: point }) {
      const trace = this.drawing.data[curveNumber];
      return plain(trace.hovertext?.[point] ?? `${this.labels[trace.x[point]]}: ${trace.text[point]}`);
    }
  }

  charts.open = (figure, picture, opener, drawing) => new Panel(figure, picture, opener, drawing).open();
})();
