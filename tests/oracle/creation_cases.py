"""Cases of what makes tensors: every overload of every factory, conversions from and to .NET numbers, and initialisation."""
import torch

from golden_cases import NAN, SPECIAL, case, f, i, singles

ANY = [(torch.zeros(1),)]
DTYPES = {"Half": ("float16", "(Half){}f"), "BFloat16": ("bfloat16", "(BFloat16){}f"), "bool": ("bool", "{}"), "byte": ("uint8", "{}"), "double": ("float64", "{}.0"), "float": ("float32", "{}f"),
          "int": ("int32", "{}"), "long": ("int64", "{}L"), "sbyte": ("int8", "{}"), "short": ("int16", "{}")}
NUMBERS = [1, 2, 3, 5, 8, 13]


def declare():
    torch.manual_seed(20261123)
    factories()
    randoms()
    arrays()
    conversions()
    dtypes()
    initialisers()


def make(csharp, python, tolerance=0.0):
    case("creation", csharp, ANY, python, tolerance)


def sizes(count):
    """The ways to write a shape of that many dimensions, each with the overload that it calls."""
    numbers = [2, 3, 1, 2][:count]
    yield ", ".join(str(n) for n in numbers), tuple(numbers)
    yield ", ".join(f"{n}L" for n in numbers), tuple(numbers)


def factories():
    lists = [("new long[] { 2, 3 }", (2, 3)), ("stackalloc long[] { 3, 2 }", (3, 2)), ("new long[0]", ()), ("new long[] { 0, 3 }", (0, 3))]
    every = [size for count in (1, 2, 3, 4) for size in sizes(count)] + lists
    for csharp, python in every:
        for name in ("zeros", "ones"):
            make(f"torch.{name}({csharp})", f"torch.{name}({python})")
        for name in ("empty", "rand", "randn"):
            # What empty holds is not defined, and no other generator gives the same random numbers.
            make(f"torch.{name}({csharp}).zero_()", f"torch.zeros({python})")
        make(f"torch.full({csharp}, 1.5)", f"torch.full({python}, 1.5)")
        # new_* know no int overloads, and not every form exists.
        if "L" in csharp or "long" in csharp:
            for name, value, python_name in (("new_zeros", "", "zeros"), ("new_ones", "", "ones"), ("new_full", ", 1.5", "full"), ("new_empty", "", "zeros")):
                if name == "new_ones" and "[" in csharp:
                    continue
                suffix = ".zero_()" if name == "new_empty" else ""
                case("creation", f"x.{name}({csharp}{value}){suffix}", [(torch.zeros(1),), (torch.zeros(1, dtype=torch.float64),)], f"torch.{python_name}({python}{value}, dtype=x.dtype)")
    for name in ("zeros", "ones", "full"):
        value = ", 1.5" if name == "full" else ""
        for dtype, python in (("Int32", "int32"), ("Bool", "bool"), ("Float16", "float16"), ("Float64", "float64")):
            make(f"torch.{name}(new long[] {{ 2, 2 }}{value}, dtype: ScalarType.{dtype})", f"torch.{name}((2, 2){value}, dtype=torch.{python})")
    likes = [(f(2, 3),), (f(3, 2).t(),), (i(2),)]
    for name in ("zeros_like", "ones_like"):
        case("creation", f"torch.{name}(x)", likes)
        case("creation", f"torch.{name}(x, ScalarType.Float64)", likes, f"torch.{name}(x, dtype=torch.float64)")
    case("creation", "torch.full_like(x, 1.5)", likes)
    case("creation", "torch.full_like(x, 1.5, ScalarType.Float64)", likes, "torch.full_like(x, 1.5, dtype=torch.float64)")
    for name in ("empty_like", "rand_like", "randn_like"):
        inputs = likes if name == "empty_like" else likes[:2]
        case("creation", f"torch.{name}(x).zero_()", inputs, "torch.zeros_like(x)")
        case("creation", f"x.{name}().zero_()", inputs, "torch.zeros_like(x)")
    make("torch.empty_strided(new long[] { 2, 3 }, new long[] { 1, 2 }).zero_()", "torch.zeros(2, 3)")
    for csharp, python in {"torch.arange(2, 7)": None, "torch.arange(0.5, 3)": None, "torch.arange(-3, 4, 2)": None, "torch.arange(0, 2, 0.25)": None, "torch.arange(3, ScalarType.Float32)": "torch.arange(3, dtype=torch.float32)",
                           "torch.arange(0, 6, 2, ScalarType.Float64)": "torch.arange(0, 6, 2, dtype=torch.float64)", "torch.arange(5, 5)": None, "torch.arange(0, 3, -1)": None, "torch.linspace(3, -3, 4, ScalarType.Float64)": "torch.linspace(3, -3, 4, dtype=torch.float64)",
                           "torch.linspace(0, 1, 0)": None, "torch.eye(3, 2, ScalarType.Int64)": "torch.eye(3, 2, dtype=torch.int64)", "torch.eye(0)": None}.items():
        make(csharp, python, 1e-7 if "linspace" in csharp else 0)


def randoms():
    for size in ("new long[] { 2, 3 }", "new Size(new long[] { 2, 3 })"):
        make(f"torch.randint(4L, 5L, {size})", "torch.full((2, 3), 4)")
        make(f"torch.randint(1L, {size})", "torch.full((2, 3), 0)")
        make(f"torch.randint(4L, 5L, {size}, ScalarType.Float32)", "torch.full((2, 3), 4.0)")
    make("torch.randint(4, 5, new int[] { 2, 3 })", "torch.full((2, 3), 4)")
    make("torch.randint(1, new int[] { 2, 3 })", "torch.full((2, 3), 0)")
    make("torch.randint_int(4, 5)", "torch.tensor(4, dtype=torch.int32)")
    make("torch.randint_int(1)", "torch.tensor(0, dtype=torch.int32)")
    make("torch.randint_long(4, 5)", "torch.tensor(4)")
    make("torch.randint_long(1)", "torch.tensor(0)")
    make("torch.randperm(7).sort().Values", "torch.randperm(7).sort().values")
    make("torch.normal(1.5, 0, stackalloc long[] { 2, 3 })", "torch.full((2, 3), 1.5)")
    certain = singles([torch.tensor([[0.0, 1.0], [1.0, 0.0]]), torch.tensor([1.0, 0.0], dtype=torch.float64)])
    case("creation", "x.bernoulli()", certain)
    case("creation", "torch.bernoulli(x)", certain)
    case("creation", "x.bernoulli_(1)", singles([f(2, 3), f(3, 2).t(), i(2)]))
    case("creation", "x.bernoulli_(0)", singles([f(2, 3), i(2)]))
    case("creation", "x.normal_(2.5, 0)", singles([f(2, 3), f(3, 2).t(), f(2, dtype=torch.float64), i(2)]))
    case("creation", "x.uniform_(2, 2)", singles([f(2, 3), f(3, 2).t(), f(2, dtype=torch.float64), i(2)]))
    for method in ("x.normal_(3, 2)", "x.uniform_(-5.2, 5.2)"):
        # 1024 samples: the deviation is within a tenth of its value.
        case("creation", method.replace("x", "torch.zeros(1024)") + ".std().round()", ANY, f"{method.replace('x', 'torch.zeros(1024)')}.std().round()")


def arrays():
    for element, (dtype, literal) in DTYPES.items():
        numbers = [n % 2 == 1 for n in NUMBERS] if element == "bool" else NUMBERS
        values = [str(n).lower() if element == "bool" else literal.format(n) for n in numbers]
        flat = f"new {element}[] {{ {', '.join(values)} }}"

        def record(csharp, shape, to=dtype):
            make(csharp, f"torch.tensor({numbers}, dtype=torch.{dtype}).reshape({shape}).to(torch.{to})")

        def nested(*shape):
            rest = iter(values)

            def level(d):
                return next(rest) if d == len(shape) else "{ " + ", ".join(level(d + 1) for _ in range(shape[d])) + " }"
            return f"new {element}[{',' * (len(shape) - 1)}] {level(0)}"

        record(f"torch.tensor({flat})", "6,")
        record(f"torch.tensor({flat}, ScalarType.Float64)", "6,", "float64")
        record(f"torch.tensor({flat}, stackalloc long[] {{ 2, 3 }})", "2, 3")
        record(f"torch.tensor((IList<{element}>){flat})", "6,")
        if element != "double":
            record(f"torch.tensor((IList<{element}>){flat}, stackalloc long[] {{ 3, 2 }}, ScalarType.Float32)", "3, 2", "float32")
        record(f"torch.tensor((IList<{element}>){flat}, 2, 3)", "2, 3")
        record(f"torch.tensor((IList<{element}>){flat}, 2, 1, 3)", "2, 1, 3")
        record(f"torch.tensor({'' if element == 'int' else f'(IList<{element}>)'}{flat}, 1, 3, 1, 2)", "1, 3, 1, 2")
        for shape in ((2, 3), (1, 2, 3), (3, 1, 2, 1)):
            record(f"torch.tensor({nested(*shape)})", ", ".join(str(n) for n in shape))
        if element != "bool":
            record(f"torch.tensor(new Memory<{element}>({flat}), stackalloc long[] {{ 6 }})", "6,")
        if element != "Half":
            make(f"torch.tensor({'(' + element + ')' if element in ('byte', 'sbyte', 'short') else ''}{values[3]})", f"torch.tensor({numbers[3]}, dtype=torch.{dtype})")
        record(f"torch.as_tensor({flat})", "6,")
        if element not in ("Half", "BFloat16", "sbyte", "short"):
            record(f"torch.as_tensor((IList<{element}>){flat}, ScalarType.Float32)", "6,", "float32")
        record(f"torch.from_array({nested(2, 3)})", "2, 3")
        record(f"torch.from_array({flat}, ScalarType.Float64)", "6,", "float64")
        record(f"torch.as_tensor((Array){nested(3, 2)})", "3, 2")
        record(f"{flat}.ToTensor(new long[] {{ 2, 3 }})", "2, 3")
        make(f"(({element}){values[2]}).ToTensor()", f"torch.tensor({numbers[2]}, dtype=torch.{dtype})")
    case("creation", "torch.as_tensor(x, ScalarType.Float64)", singles([f(2, 3), i(2)]), "x.double()")
    case("creation", "torch.as_tensor(x)", singles([f(2, 3), i(2)]), "x")


def conversions():
    for element, (dtype, literal) in DTYPES.items():
        if element in ("Half", "BFloat16", "sbyte", "short"):
            continue
        value = "true" if element == "bool" else literal.format(3)
        python = f"torch.tensor({'True' if element == 'bool' else 3}, dtype=torch.{dtype})"
        make(f"(Tensor)({element}){value}", python)
        make(f"(Tensor)new {element}[] {{ {value} }}", python.replace("(True", "([True]").replace("(3", "([3]"))
    make("(Tensor)(Scalar)2.5", "torch.tensor(2.5, dtype=torch.float64)")
    make("(Tensor)(Scalar)2", "torch.tensor(2)")
    ones = singles([torch.tensor(3.0), torch.tensor([[2]]), f(2), torch.tensor(7.0, dtype=torch.float64)])
    for element, method in (("float", "ToSingle"), ("double", "ToDouble"), ("int", "ToInt32"), ("long", "ToInt64"), ("byte", "ToByte"), ("bool", "ToBoolean"), ("sbyte", "ToSByte"), ("short", "ToInt16"), ("Half", "ToHalf"), ("BFloat16", "ToBFloat16")):
        dtype = DTYPES[element][0]
        python = "bool(x.item())" if element == "bool" else f"torch.tensor(x.item()).to(torch.{dtype})"
        case("creation", f"x.{method}()", ones, python)
        if element in ("float", "double", "int", "long", "byte", "bool"):
            case("creation", f"({element})x", ones, python)
    # A Scalar keeps whether it is whole: that decides the dtype of the sum.
    for number, python in (("(Half)1.5f", "1.5"), ("(BFloat16)1.5f", "1.5"), ("true", "True"), ("(byte)2", "2"), ("1.5f", "1.5"), ("1.5", "1.5"), ("(sbyte)2", "2"), ("(short)2", "2"), ("2", "2"), ("2L", "2")):
        case("creation", f"x.add(({number}).ToScalar())", singles([f(2), i(2), torch.tensor([True, False])]), f"x.add({python})")
        case("creation", f"x.add({number})", singles([f(2), i(2), torch.tensor([True, False])]), f"x.add({python})")
    case("creation", "x.add(1.00390625f.ToBFloat16Scalar())", singles([f(2)]), "x.add(1.0)")
    case("creation", "x.ToScalar().ToDouble()", singles([torch.tensor(2.5), torch.tensor([NAN]), torch.tensor(4), f(2)]), "torch.tensor(x.item(), dtype=torch.float64)")
    case("creation", "x.AsParameter()", singles([f(2, 3)]), "x")


def dtypes():
    names = {"Float32": "float32", "Float64": "float64", "Float16": "float16", "BFloat16": "bfloat16", "Int64": "int64", "Int32": "int32", "Int16": "int16", "Int8": "int8", "Byte": "uint8", "Bool": "bool"}
    for left, a in names.items():
        for right, b in names.items():
            make(f"torch.zeros(0L, dtype: torch.promote_types(ScalarType.{left}, ScalarType.{right}))", f"torch.zeros(0, dtype=torch.promote_types(torch.{a}, torch.{b}))")
            make(f"torch.can_cast(ScalarType.{left}, ScalarType.{right})", f"torch.can_cast(torch.{a}, torch.{b})")
        if "Float" in left:
            for field in ("eps", "max", "min", "tiny", "bits"):
                make(f"torch.finfo(ScalarType.{left}).{field}", f"torch.tensor(torch.finfo(torch.{a}).{field}, dtype=torch.{'int32' if field == 'bits' else 'float64'})")
        elif left != "Bool":
            make(f"torch.max_int_value(ScalarType.{left})", f"torch.tensor(torch.iinfo(torch.{a}).max)")
    make("torch.finfo().eps", "torch.tensor(torch.finfo().eps, dtype=torch.float64)")
    pairs = [(f(2), i(2)), (torch.tensor(2.0, dtype=torch.float64), f(2)), (torch.tensor(2.0), i(2)), (i(2, dtype=torch.int32), i(3)), (torch.tensor(3), torch.tensor([True])), (f(2).half(), torch.tensor(1.0)), (f(2).half(), f(2).bfloat16())]
    case("creation", "torch.zeros(0L, dtype: torch.result_type(x, y))", pairs, "torch.zeros(0, dtype=torch.result_type(x, y))")
    for shapes in (((2, 1), (3,)), ((4, 1, 3), (2, 1), (1,)), ((), (2,)), ((0, 1), (1, 3)), ((2,), (3,))):
        csharp = ", ".join(f"new long[] {{ {', '.join(str(n) for n in shape)} }}" for shape in shapes)
        make(f"torch.zeros(torch.broadcast_shapes({csharp}).Shape)", f"torch.zeros(torch.broadcast_shapes(*{shapes}))")


def initialisers():
    for name, python in (("ones_(x)", None), ("zeros_(x)", None), ("constant_(x, 2.5)", None), ("uniform_(x, 2, 2)", None), ("normal_(x, 2, 0)", None)):
        case("creation", f"nn.init.{name}", singles([f(2, 3), f(3, 2).t()]), f"torch.nn.init.{name}")
    # 1024 weights: the deviation is within a tenth of its value, and the factors put it near a whole number.
    scaled = {"kaiming_uniform_({})": ("kaiming_uniform_({})", 16), "kaiming_normal_({})": ("kaiming_normal_({})", 16), "xavier_uniform_({}, 2)": ("xavier_uniform_({}, 2)", 9), "xavier_normal_({}, 2)": ("xavier_normal_({}, 2)", 9),
              "glorot_uniform_({})": ("xavier_uniform_({})", 18), "glorot_normal_({})": ("xavier_normal_({})", 18), "kaiming_normal_({}, 1, nn.init.FanInOut.FanOut)": ("kaiming_normal_({}, 1, 'fan_out')", 17),
              "kaiming_uniform_({}, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.Tanh)": ("kaiming_uniform_({}, 0, 'fan_out', 'tanh')", 10.2)}
    for csharp, (python, factor) in scaled.items():
        weights = "torch.zeros(8, 32, 2, 2)"
        make(f"nn.init.{csharp.format(weights)}.std().mul({factor}).round()", f"torch.nn.init.{python.format(weights)}.std().mul({factor}).round()")
    for kind, python in (("Linear", "linear"), ("Conv2D", "conv2d"), ("ConvTranspose3D", "conv_transpose3d"), ("Sigmoid", "sigmoid"), ("Tanh", "tanh"), ("ReLU", "relu")):
        make(f"nn.init.calculate_gain(nn.init.NonlinearityType.{kind})", f"torch.tensor(torch.nn.init.calculate_gain('{python}'), dtype=torch.float64)")
    make("nn.init.calculate_gain(nn.init.NonlinearityType.LeakyReLU, 0.2)", "torch.tensor(torch.nn.init.calculate_gain('leaky_relu', 0.2), dtype=torch.float64)", 1e-12)
    case("creation", "nn.init.CalculateFanInAndFanOut(x)", singles([f(2, 3), f(4, 3, 2, 2), f(3)]), "[torch.tensor(n) for n in torch.nn.init._calculate_fan_in_and_fan_out(x)]")
