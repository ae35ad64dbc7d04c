"""Writes docs/evidence.md and the section Evidence of each rule's page: pages.py FOLDER, where FOLDER/docs is read and written.

The figures come from docs/evidence.json, the forms after from what the rules wrote, tests/ModelFix.Evidence.Tests/rewrites.json.
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
    written = json.loads((folder / "tests" / "ModelFix.Evidence.Tests" / "rewrites.json").read_text())
    (folder / "docs" / "evidence.md").write_text(overview(evidence))
    for rule, record in evidence["rules"].items():
        page = folder / "docs" / "rules" / (rule + ".md")
        text = page.read_text()
        start = text.index("## Evidence\n")
        end = text.find("\n## ", start)
        page.write_text(text[:start] + section(rule, record, written, evidence["made_with"]) + ("" if end < 0 else text[end:]))


def section(rule, record, written, made_with):
    """What a rule's page says."""
    notes = Notes()
    parts = [f"## Evidence\n\n{MARK}\n\nMeasured with PyTorch {made_with['pytorch']} and ONNX Runtime {made_with['onnxruntime']}; "
             "[what the figures mean](../evidence.md).\n",
             table(["Case", "Before", "After"], [[n, before(r), after(written.get(f"{rule} {n}", []))] for n, r in record["rewrites"].items()]),
             "Differences between the two forms in PyTorch:\n",
             table(["Case", "Promise", "Inputs", "Output", "Gradient"], [equality(n, r) for n, r in record["rewrites"].items()])]
    if record["sweeps"]:
        parts.append("\n".join(swept(n, s) for n, s in record["sweeps"].items()) + "\n")
    rows = [row for n, r in record["rewrites"].items() for row in exported(n, r, notes)]
    if rows:
        parts += ["Exported nodes:\n", table(["Case", "Opset and batch", "Before", "After"], rows)]
    if notes.texts:
        parts.append("\n".join(f"{i}. {t}" for i, t in enumerate(notes.texts, 1)) + "\n")
    if record["refuted"]:
        parts += ["Not written, because wrong:\n", table(["Form", "Input", "What it does"], [[f"{r['name']}: {code(r['form'])}", r["input"], refuted(r)] for r in record["refuted"]])]
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
    return code(expression(rewrite["before"])) + (", " + code(rewrite["constructor"]) if rewrite["constructor"] else "")


def after(written):
    """Forward, and of what else the rule wrote the first line: a constructor's statement, a method's head."""
    return ", ".join([code(expression(written[0])), *(code(w.split("\n")[0]) for w in written[1:])]) if written else ""


def expression(statements):
    """The expression of a single return."""
    return statements[len("return "):-1] if statements.startswith("return ") and "\n" not in statements else statements


def equality(name, record):
    promise = ("output " if record["equality"] == "InferenceOnly" else "") + ("equal in every bit" if record["bound"] == 0 else f"equal within {figure(record['bound'])}")
    promise += " of the largest element" if "cancels" in record else ""
    inputs = str(record["runs"]) + (f", and {record['refused']} that only the form before refuses" if record["refused"] else "")
    gradient = figure(record["gradient"])
    if "not_differentiable" in record and record["gradient"] == 0:
        gradient = "PyTorch cannot differentiate the form before"
    elif record["equality"] == "InferenceOnly":
        gradient += ", not promised"
    return [name, f"{record['safety'].lower()}, {promise}", inputs, figure(record["forward"]), gradient]


def swept(name, record):
    gradient = f", of the gradients {figure(record['gradient'])}" if "gradient" in record else ""
    return f"- {name}: {record['pairs']} pairs of results, largest difference of the outputs {figure(record['forward'])}{gradient}."


def exported(name, rewrite, notes):
    """Rows of the exported nodes; exports with the same answers share one."""
    forms = rewrite.get("exports", {})
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


def refuted(record):
    if "error" in record:
        return "PyTorch: " + record["error"]
    if "shape" in record:
        return f"gives the shape {record['shape']} for {record['expected']}"
    if "dtype" in record:
        return f"gives {record['dtype']} for {record['expected']}"
    return f"off by up to {figure(record['difference'])}, in {record['wrong']} of {record['of']} elements"


def figure(value):
    if isinstance(value, str):
        return {"Infinity": "infinity", "NaN": "NaN"}.get(value, value)
    if 0 < value < 1e-300:
        return "only the sign of zeros"
    return "0" if value == 0 else ("%.2g" % value).replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


INTRODUCTION = """# Evidence

{mark}

What the rules claim, measured. `tests/oracle/regenerate.sh` makes every figure here, on the rules' pages and in [evidence.json](evidence.json) with a real
PyTorch ({pytorch}) and a real ONNX Runtime ({onnxruntime}); [CONTRIBUTING.md](../CONTRIBUTING.md#numbers) tells how. A rule's page shows its cases as C#, the operators
that they are exported as, the messages where they are not, and the forms that circulate as replacements and are wrong.

**Equality.** The form before and the form after run in PyTorch on the same inputs: ordinary numbers, a batch of one, an empty batch, a transposed layout, float64, and
where elements are only moved or compared also NaN, infinities, the largest float, denormals and negative zero. Differences are relative, the largest of all elements; gradients
are relative to the largest element of the gradient, for a fixed cotangent, those of the weights included. 0 means equal in every bit. A sweep compares many configurations in the same way. The
same cases run on ModelFix.Torch, as C# that the rule wrote, and give PyTorch's numbers (`tests/ModelFix.Evidence.Tests`).

**Export.** Both forms go through PyTorch's exporter. *static*: fixed sizes; *dynamic*: a dynamic batch, traced with 2 and run with 3, and every other size that the case leaves open; *legacy*: static, without the
shapes and the constant folding that exporters before PyTorch 1.8 lack. Constants do not count as nodes, the nodes of an If's branches do. ONNX Runtime runs the models
without graph optimisation; "off by" is the largest absolute difference from what PyTorch computes for the form before, given where it is more than {rounding}.

In the tables: nodes before → after. **✗** is not exported, **refused** is exported but ONNX Runtime does not run it, **wrong** is run with another result.
"""


def overview(evidence):
    made_with = evidence["made_with"]
    parts = [INTRODUCTION.format(mark=MARK, rounding=figure(ROUNDING), **made_with)]
    for rule, record in evidence["rules"].items():
        parts.append(f"## [{rule}](rules/{rule}.md)\n")
        rows = [[n, figure(r["forward"]), figure(r["gradient"]), *(arrow(r, mode, o) for mode in ("static", "dynamic") for o in OPSETS)]
                for n, r in record["rewrites"].items()]
        parts.append(table(["Case", "Output", "Gradient", *(f"{mode} {o}" for mode in ("static", "dynamic") for o in OPSETS)], rows))
        if record["sweeps"]:
            parts.append("\n".join(swept(n, s) for n, s in record["sweeps"].items()) + "\n")
    return "\n".join(parts)


def arrow(rewrite, mode, opset):
    forms = rewrite.get("exports", {})
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
