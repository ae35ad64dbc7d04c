"use strict";
(() => {
  const root = document.documentElement;
  const tip = document.getElementById("tip");
  const findings = [...document.querySelectorAll(".finding")].map(element => ({
    element,
    data: element.dataset,
    text: `${element.dataset.file} ${element.textContent}`.toLowerCase(),
  }));
  const visible = () => findings.filter(f => !f.element.hidden).map(f => f.element);

  // The theme: that of the system until somebody chooses.
  const theme = document.getElementById("theme");
  const stored = () => { try { return localStorage.getItem("modelfix-theme"); } catch { return null; } };
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const show = () => {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", `Use the ${isDark() ? "light" : "dark"} theme`);
  };
  if (["light", "dark"].includes(stored())) root.dataset.theme = stored();
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("modelfix-theme", root.dataset.theme); } catch { /* A page from a file may have no storage. */ }
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();

  // The filters: each choice and every word of the text must be met.
  const form = document.querySelector(".filters");
  const text = document.getElementById("text");
  const choices = form ? [...form.querySelectorAll("select")] : [];
  const filter = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const f of findings) {
      const isChosen = choices.every(c => !c.value || f.data[c.id] === c.value);
      f.element.hidden = !isChosen || !words.every(w => f.text.includes(w));
    }
    for (const file of document.querySelectorAll(".file")) file.hidden = !file.querySelector(".finding:not([hidden])");
    const count = visible().length;
    document.getElementById("count").textContent = count === findings.length ? `${count} shown` : `${count} of ${findings.length} shown`;
    document.getElementById("none").hidden = count > 0;
    hideTip();
  };
  if (form) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", e => e.preventDefault());
  }

  // The shape of a tensor, where the pointer is or the focus.
  const hideTip = () => {
    tip.hidden = true;
    document.querySelector("[aria-describedby=tip]")?.removeAttribute("aria-describedby");
  };
  const showTip = tensor => {
    hideTip();
    tip.textContent = tensor.dataset.s;
    tip.hidden = false;
    tensor.setAttribute("aria-describedby", "tip");
    const at = tensor.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, root.clientWidth - tip.offsetWidth - 8));
    const above = at.top - tip.offsetHeight - 6;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above > 0 ? above : at.bottom + 6) + scrollY}px`;
  };
  const tensorOf = event => event.target instanceof Element ? event.target.closest("[data-s]") : null;
  document.addEventListener("pointerover", e => { const t = tensorOf(e); if (t) showTip(t); });
  document.addEventListener("pointerout", e => { if (tensorOf(e) && document.activeElement !== tensorOf(e)) hideTip(); });
  document.addEventListener("focusin", e => { const t = tensorOf(e); if (t) showTip(t); });
  document.addEventListener("focusout", e => { if (tensorOf(e)) hideTip(); });

  // The keys.
  const step = by => {
    const shown = visible();
    if (shown.length === 0) return;
    const here = shown.indexOf(document.activeElement?.closest(".finding"));
    const next = here < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, here + by));
    shown[next].focus({ preventScroll: true });
    shown[next].scrollIntoView({ block: "nearest" });
  };
  const stepTensor = by => {
    const finding = document.activeElement?.closest(".finding, details");
    if (!finding) return false;
    const tensors = [...finding.querySelectorAll("[data-s]")].filter(t => t.offsetParent && !t.closest("[aria-hidden]"));
    if (tensors.length === 0) return false;
    const here = tensors.indexOf(document.activeElement);
    tensors[here < 0 ? (by > 0 ? 0 : tensors.length - 1) : (here + by + tensors.length) % tensors.length].focus();
    return true;
  };
  document.addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const writes = e.target instanceof Element && e.target.matches("input, select");
    if (e.key === "Escape") {
      if (writes) {
        text.value = "";
        for (const choice of choices) choice.value = "";
        filter();
        visible()[0]?.focus();
      } else if (document.activeElement?.matches("[data-s]")) document.activeElement.closest(".finding")?.focus();
      hideTip();
      return;
    }
    if (writes) return;
    const does = { j: () => step(1), k: () => step(-1), "/": () => { text?.focus(); text?.select(); } }[e.key];
    if (does) { does(); e.preventDefault(); }
    else if ((e.key === "ArrowRight" || e.key === "ArrowLeft") && stepTensor(e.key === "ArrowRight" ? 1 : -1)) e.preventDefault();
  });

  if (form) filter();
})();
