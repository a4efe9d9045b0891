/* Files of a chart, made in the browser and sent nowhere. The picture is painted from what is drawn, with its words and source,
   because the policy lets no picture in that is not a file of this site. */
"use strict";

(() => {
  const charts = (window.sendprogCharts ??= {});
  const SCALE = 2;
  const EDGE = 24;
  const FONT = "arial, sans-serif";

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  const wordsOf = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

  /* What the reader is told around the chart: a demonstration's notice, and which edition or that it is live. */
  const noticesOf = () => [...document.querySelectorAll(".demo-banner p, .as-at p")].map(wordsOf);

  /* As the site's own files: no spreadsheet runs a cell (sendprog/pages/safe_cells.py). */
  function safeCell(text) {
    const isNumber = /^-?\d+(\.\d+)?$/.test(text);
    const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !isNumber ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  charts.downloadCsv = (panel) => {
    const rows = panel.rows();
    const notice = wordsOf(document.querySelector(".demo-banner p"));
    if (notice) rows.forEach((row, number) => row.push(number ? "Demonstration" : notice));
    const text = rows.map((row) => row.map(safeCell).join(",")).join("\r\n");
    save(`${panel.figure.id}.csv`, new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
  };

  /* The text in lines no wider than this, in the font of the context. */
  function linesOf(context, text, width) {
    const lines = [];
    for (const word of text.split(" ")) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  /* Draws lines of text below `top`, with its series' colour before it, unless it only measures; returns where they end. */
  function writeText(context, { text, size, weight = "normal", colour, swatch }, top, width, isMeasure) {
    Object.assign(context, { font: `${weight} ${size}px ${FONT}`, textBaseline: "top" });
    const indent = swatch ? 36 : 0;
    const height = size * 1.3;
    const lines = linesOf(context, text, width - indent);
    if (!isMeasure) {
      if (swatch) paintSwatch(context, swatch, top);
      context.fillStyle = colour;
      lines.forEach((line, index) => context.fillText(line, EDGE + indent, top + index * height));
    }
    return top + lines.length * height + 4;
  }

  function paintSwatch(context, swatch, top) {
    context.save();
    context.translate(EDGE, top);
    for (const shape of swatch.children) paintShape(context, shape, getComputedStyle(shape));
    context.restore();
  }

  function paintShape(context, shape, style) {
    const path = new Path2D(shape.getAttribute("d") ?? "");
    if (shape.tagName === "rect") {
      const { x, y, width, height } = shape;
      path.rect(x.baseVal.value, y.baseVal.value, width.baseVal.value, height.baseVal.value);
    }
    if (shape.tagName === "circle") path.arc(shape.cx.baseVal.value, shape.cy.baseVal.value, shape.r.baseVal.value, 0, 7);
    context.globalAlpha = style.fillOpacity * style.opacity;
    context.fillStyle = style.fill;
    if (style.fill !== "none") context.fill(path);
    context.globalAlpha = style.strokeOpacity * style.opacity;
    context.strokeStyle = style.stroke;
    context.lineWidth = parseFloat(style.strokeWidth);
    context.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(parseFloat));
    if (style.stroke !== "none" && context.lineWidth) context.stroke(path);
  }

  function paintLetters(context, text, style) {
    context.font = `${style.fontWeight} ${style.fontSize} ${FONT}`;
    Object.assign(context, { fillStyle: style.fill, globalAlpha: 1, textBaseline: "alphabetic" });
    let before = 0;
    for (const line of text.children.length ? text.children : [text]) {
      if (!line.textContent) continue;
      const { x, y } = text.getStartPositionOfChar(before);
      context.fillText(line.textContent, x, y);
      before += line.textContent.length;
    }
  }

  /* Clips to the rectangle that the nearest clipped group names. */
  function clip(context, shape, place) {
    const group = shape.closest("[clip-path]");
    const rect = group && document.querySelector(`${group.getAttribute("clip-path").match(/#[\w-]+/)[0]} rect`);
    if (!rect) return;
    place(group);
    context.beginPath();
    context.rect(rect.x.baseVal.value, rect.y.baseVal.value, rect.width.baseVal.value, rect.height.baseVal.value);
    context.clip();
  }

  function paintPlot(context, plot, top) {
    const box = plot.getBoundingClientRect();
    const place = (element) => {
      const { a, b, c, d, e, f } = element.getScreenCTM();
      context.setTransform(SCALE * a, SCALE * b, SCALE * c, SCALE * d, SCALE * (e - box.left + EDGE), SCALE * (f - box.top + top));
    };
    for (const shape of plot.querySelectorAll("svg.main-svg :is(path, rect, circle, text)")) {
      const style = getComputedStyle(shape);
      if (shape.closest("defs, .hoverlayer, .draglayer") || style.visibility === "hidden" || !shape.getClientRects().length) continue;
      context.save();
      clip(context, shape, place);
      place(shape);
      if (shape.tagName === "text") paintLetters(context, shape, style);
      else paintShape(context, shape, style);
      context.restore();
    }
  }

  /* The words above the drawing: message, what it shows, and the key of the series that are shown. */
  function partsAbove({ figure, message, root }) {
    const shown = [...root.querySelectorAll("label:has(input:checked)")];
    return [
      { text: message, size: 19, weight: "bold", colour: "#0b0c0c" },
      { text: wordsOf(figure.querySelector(".what")), size: 16, colour: "#484949" },
      ...shown.map((label) => ({ text: wordsOf(label), size: 16, colour: "#0b0c0c", swatch: label.querySelector("svg") })),
    ];
  }

  function partsBelow(figure) {
    const texts = [wordsOf(document.querySelector(".council-bar__name")), wordsOf(figure.querySelector(".source")), ...noticesOf()];
    return texts.filter(Boolean).map((text) => ({ text, size: 14, colour: "#484949" }));
  }

  charts.downloadPng = (panel) => {
    const { figure, plot } = panel;
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    const { clientWidth: width, clientHeight: height } = plot;
    const write = (parts, top, isMeasure) => parts.reduce((end, part) => writeText(context, part, end, width, isMeasure), top);
    const [above, below] = [partsAbove(panel), partsBelow(figure)];
    const top = write(above, EDGE, true) + 8;
    canvas.width = SCALE * (width + 2 * EDGE);
    canvas.height = SCALE * (write(below, top + height + 8, true) + EDGE);
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    paintPlot(context, plot, top);
    context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
    write(above, EDGE);
    write(below, top + height + 8);
    canvas.toBlob((blob) => save(`${figure.id}.png`, blob), "image/png");
  };
})();
