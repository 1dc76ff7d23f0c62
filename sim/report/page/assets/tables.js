// Tables: a click on a head sorts, a button saves what the table holds as CSV.

function rawOf(cell) {
  return cell.dataset.raw ?? cell.textContent;
}

function sortBy(table, column, heads) {
  const falling = heads[column].getAttribute("aria-sort") !== "descending";
  const text = heads[column].classList.contains("text");
  const ascending = text ? heads[column].getAttribute("aria-sort") !== "ascending" : !falling;
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", ascending ? "ascending" : "descending");
  const compare = (a, b) => {
    const [x, y] = [rawOf(a.cells[column]), rawOf(b.cells[column])];
    if (x === "" || y === "") return (x === "") - (y === "");
    const numbers = !Number.isNaN(Number(x)) && !Number.isNaN(Number(y));
    const order = numbers ? Number(x) - Number(y) : x.localeCompare(y);
    return ascending ? order : -order;
  };
  const body = table.tBodies[0];
  body.append(...[...body.rows].sort(compare));
}

/** A cell of CSV. What a spreadsheet would take for a formula is kept from being one. */
function csvCell(text) {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvOf(table) {
  const numbers = (row) => [...row.cells].filter((cell) => !cell.classList.contains("picture"));
  const heads = numbers(table.tHead.rows[0]).map((head) => head.dataset.key);
  const rows = [...table.tBodies[0].rows].map((row) => numbers(row).map(rawOf));
  return [heads, ...rows].map((row) => row.map(csvCell).join(",")).join("\n") + "\n";
}

function save(table) {
  const url = URL.createObjectURL(new Blob([csvOf(table)], { type: "text/csv" }));
  const link = make("a", { href: url, download: `${table.id}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function startTables() {
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (head.classList.contains("picture")) return;
      const button = make("button", { type: "button" }, head.textContent);
      button.addEventListener("click", () => sortBy(table, column, heads));
      head.replaceChildren(button);
      for (const row of table.tBodies[0].rows) {
        row.cells[column].dataset.label = button.textContent;
      }
    });
  }
  for (const button of document.querySelectorAll("button.save")) {
    button.hidden = false;
    button.addEventListener("click", () => save(byId(button.dataset.table)));
  }
}
