"""Writes docs/evidence.md and the section Evidence of each rule's page: pages.py FOLDER, where FOLDER/docs is read and written.

The cases come from tests/ModelFix.Evidence.Tests/Cases, the forms after from what the rules wrote, rewrites.json beside it, the exports from docs/evidence.json.
"""
import json
import pathlib
import sys

OPSETS = ("9", "11", "13", "17")
MODES = ("static", "dynamic", "legacy")
# Below it a difference of ONNX Runtime is rounding.
ROUNDING = 1e-5
MARK = "<!-- Written by tests/oracle/regenerate.sh; do not edit. -->"


def main(folder):
    evidence = json.loads((folder / "docs" / "evidence.json").read_text())
    tests = folder / "tests" / "ModelFix.Evidence.Tests"
    written = json.loads((tests / "rewrites.json").read_text())
    cases = {file.stem: json.loads(file.read_text()) for file in sorted((tests / "Cases").glob("*.json"))}
    (folder / "docs" / "evidence.md").write_text(overview(cases, evidence))
    for rule, case in cases.items():
        page = folder / "docs" / "rules" / (rule + ".md")
        text = page.read_text()
        start = text.index("## Evidence\n")
        end = text.find("\n## ", start)
        page.write_text(text[:start] + section(rule, case, evidence["rules"][rule], written, evidence["made_with"]) + ("" if end < 0 else text[end:]))


def section(rule, case, exports, written, made_with):
    """What a rule's page says."""
    notes = Notes()
    rewrites = case["rewrites"]
    parts = [f"## Evidence\n\n{MARK}\n\nBoth forms run on libtorch in the tests; exported with PyTorch {made_with['pytorch']}, run with ONNX Runtime {made_with['onnxruntime']}; "
             "[what this means](../evidence.md).\n",
             table(["Case", "Before", "After", "Promise"], [[r["name"], before(r), after(written.get(f"{rule} {r['name']}", [])), promise(r)] for r in rewrites])]
    rows = [row for r in rewrites for row in exported(r["name"], exports.get(r["name"], {}), notes)]
    if rows:
        parts += ["Exported nodes:\n", table(["Case", "Opset and batch", "Before", "After"], rows)]
    if notes.texts:
        parts.append("\n".join(f"{i}. {t}" for i, t in enumerate(notes.texts, 1)) + "\n")
    if case.get("wrong"):
        parts += ["Not written, because wrong:\n", table(["Form", "Input", "What it does"], [[f"{w['name']}: {code(w['form'])}", w["input"], w["does"]] for w in case["wrong"]])]
    return "\n".join(parts)


class Notes:
    """Messages that are too long for a table, numbered."""

    def __init__(self):
        self.texts = []

    def number(self, text):
        if text not in self.texts:
            self.texts.append(text)
        return f"({self.texts.index(text) + 1})"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def code(text):
    return "`" + " ".join(line.strip() for line in text.split("\n")).replace("|", "\\|") + "`"


def before(rewrite):
    lines = rewrite["before"]
    text = lines if isinstance(lines, str) else "\n".join(lines)
    return code(expression(text)) + (", " + code(rewrite["constructor"]) if "constructor" in rewrite else "")


def after(written):
    """Forward, and of what else the rule wrote the first line: a constructor's statement, a method's head."""
    return ", ".join([code(expression(written[0])), *(code(w.split("\n")[0]) for w in written[1:])]) if written else ""


def expression(statements):
    """The expression of a single return."""
    return statements[len("return "):-1] if statements.startswith("return ") and "\n" not in statements else statements


def promise(rewrite):
    """Such as "proven: equal in every bit"."""
    kept = f"equal within {figure(rewrite['bound'])}" if "bound" in rewrite else "equal in every bit"
    kept += " of the largest element" if "cancels" in rewrite else ""
    return f"{rewrite.get('safety', 'Proven').lower()}: {'output ' if rewrite.get('equality') == 'InferenceOnly' else ''}{kept}"


def exported(name, forms, notes):
    """Rows of the exported nodes; exports with the same answers share one."""
    rows = {}
    for mode in MODES:
        for opset in OPSETS:
            cells = tuple(nodes(answer(forms, form, mode, opset), notes) for form in forms)
            if any(cells):
                rows.setdefault(cells, {}).setdefault(mode, []).append(opset)
    answers = []
    for cells, where in rows.items():
        answers.append([name, places(where), cells[0], cells[1]])
        answers += [["", f"as {code(form)}", "", cell] for form, cell in zip(list(forms)[2:], cells[2:])]
    return answers


def answer(forms, form, mode, opset):
    """What an export gave, or None where there is none."""
    return next((a for a in forms.get(form, []) if opset in a.get(mode, "").split()), None)


def places(where):
    """Such as "9-17 static, dynamic"."""
    grouped = {}
    for mode, opsets in where.items():
        grouped.setdefault(" ".join(opsets), []).append(mode)
    return "; ".join(f"{opsets} {', '.join(modes)}" for opsets, modes in grouped.items())


def nodes(answer, notes):
    if answer is None:
        return ""
    if "error" in answer:
        return "no export " + notes.number("PyTorch: " + answer["error"])
    operators = answer["operators"]
    text = f"{sum(operators.values())}: " + ", ".join(o if n == 1 else f"{n} {o}" for o, n in operators.items()) if operators else "0"
    runtime = answer.get("runtime", {})
    if "refused" in runtime:
        text += "; refused " + notes.number("ONNX Runtime: " + runtime["refused"])
    if "shape" in runtime:
        text += f"; the shape is {runtime['shape']} for {runtime['expected']}"
    if large(runtime.get("difference", 0)):
        text += f"; off by {figure(runtime['difference'])}"
    return text


def large(difference):
    return isinstance(difference, str) or difference > ROUNDING


def figure(value):
    if isinstance(value, str):
        return {"Infinity": "infinity", "NaN": "NaN"}.get(value, value)
    return "0" if value == 0 else ("%.2g" % value).replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


INTRODUCTION = """# Evidence

{mark}

What the rules claim, shown. A rule's page lists its cases as C#, what is promised of each, the operators that both forms are exported as, the messages where they are not, and
the forms that circulate as replacements and are wrong. The cases are written in `tests/ModelFix.Evidence.Tests/Cases`; [CONTRIBUTING.md](../CONTRIBUTING.md#numbers) tells how
everything else is made from them.

**Equality.** The tests run the form before and the form that the rule writes on libtorch, with the same weights and inputs: random numbers, a batch of one, an empty batch, a
transposed layout, float64, and where elements are only moved or compared also NaN, infinities, the largest float, denormals and negative zero. *Equal in every bit* is every bit,
the sign of zero too; a bound is relative to each element, or where terms cancel to the largest one, and in float64 it is 1e-8 of that. Unless only the output is promised the
gradients by all inputs and weights are equal within 2e-6 of the largest element, or the case's bound where that is larger. Sweeps do the same for the configurations that a promise
covers: ranks, sizes, indices, masks, kernels, strides (`SweepTests`, `AssignmentSweepTests`, and `*RuleNumbersTests` beside the tests of the rules). `ExtremesTests` walk the
cases of all rules over the ends of each dtype that the contract allows (float16, float32, float64, integers): largest and smallest numbers, infinities, NaN, zeros of either sign. A
bound holds where no sum leaves the dtype, since infinity or NaN is then a matter of the order, and not below four times its smallest number.

**Export.** `tests/oracle/regenerate.sh` makes the figures below, on the rules' pages and in [evidence.json](evidence.json) with a real PyTorch ({pytorch}) and a real ONNX Runtime
({onnxruntime}). Both forms go through PyTorch's exporter. *static*: fixed sizes; *dynamic*: a dynamic batch, traced with 2 and run with 3, and every other size that the case leaves
open; *legacy*: static, without the shapes and the constant folding that exporters before PyTorch 1.8 lack. Constants do not count as nodes, the nodes of an If's branches do. ONNX
Runtime runs the models without graph optimisation; "off by" is the largest absolute difference from what PyTorch computes for the form before, given where it is more than {rounding}.

In the tables: nodes before → after. **✗** is not exported, **refused** is exported but ONNX Runtime does not run it, **wrong** is run with another result.
"""


def overview(cases, evidence):
    parts = [INTRODUCTION.format(mark=MARK, rounding=figure(ROUNDING), **evidence["made_with"])]
    for rule, case in cases.items():
        parts.append(f"## [{rule}](rules/{rule}.md)\n")
        rows = [[r["name"], promise(r), *(arrow(evidence["rules"][rule].get(r["name"], {}), mode, o) for mode in ("static", "dynamic") for o in OPSETS)] for r in case["rewrites"]]
        parts.append(table(["Case", "Promise", *(f"{mode} {o}" for mode in ("static", "dynamic") for o in OPSETS)], rows))
    return "\n".join(parts)


def arrow(forms, mode, opset):
    pair = [answer(forms, form, mode, opset) for form in ("before", "after")]
    return "" if None in pair else " → ".join(map(short, pair))


def short(answer):
    if "error" in answer:
        return "✗"
    runtime = answer.get("runtime", {})
    state = " refused" if "refused" in runtime else " wrong" if "shape" in runtime or large(runtime.get("difference", 0)) else ""
    return f"{sum(answer['operators'].values())}{state}"


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
