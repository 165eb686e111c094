using System.Collections.Immutable;
using System.Globalization;
using Espalier.Formats.Elements;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>
/// Reads the text of an architecture: <c>[shape ':'] layer {',' layer}</c>, where a layer may end in <c>of NAME …</c> and <c>as NAME</c>.
/// Words are separated by white space; case does not matter.
/// </summary>
internal ref struct ArchitectureParser(string text, string source, string? part)
{
    private const int MaxLayers = 10_000;
    private const int MaxText = 1 << 20;
    private const int MaxNumbers = 8;
    private const string KnownLayers = "use conv, dense, batchnorm, relu, tanh, maxpool, flatten, add, or another layer that docs/formats.md lists";

    private readonly string _text = text;
    private readonly List<ArchitectureStep> _steps = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal) { [ArchitectureText.Input] = 0 };
    private int _at;

    /// <summary>Where the word that was read last starts, for messages.</summary>
    private int _word;

    internal (Shape? Input, List<ArchitectureStep> Steps) Parse()
    {
        if (_text.Length > MaxText) throw Bad("the text is longer than a million characters", "describe fewer layers");
        Shape? input = Input();
        do
        {
            if (_steps.Count == MaxLayers) throw Bad($"there are more than {MaxLayers} layers", "describe fewer layers");
            Step();
        }
        while (AcceptComma());
        return End() ? (input, _steps) : throw Bad($"'{Rest()}' does not belong here", "separate layers by commas");
    }

    private Shape? Input()
    {
        int colon = _text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        string shape = _text[..colon].Trim();
        _word = _text.Length - _text.TrimStart().Length;
        _at = colon + 1;
        return Shape(shape);
    }

    private readonly Shape Shape(string shape)
    {
        if (shape.Equals(ArchitectureText.Scalar, StringComparison.OrdinalIgnoreCase)) return new Shape();
        string[] parts = shape.Split('x', 'X', '×');
        long[] extents = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (
                !long.TryParse(
                    parts[i], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out extents[i]))
                throw Bad($"'{shape}' is no input shape", "write it as 784 or as channels x height x width: 1x28x28");
        }

        return StridedLayout.TryShape(extents) ?? throw Bad($"no array has the shape '{shape}'", "write extents from 1 on, such as 1x28x28");
    }

    /// <summary>A layer, what it reads if that is not the value before it, and its name if it has one.</summary>
    private void Step()
    {
        OperatorForm form = Layer();
        ImmutableArray<int> reads = AcceptWord("of") ? Named() : [_steps.Count];
        _steps.Add(new ArchitectureStep(form, reads));
        if (!AcceptWord("as")) return;
        string name = Word();
        if (name.Length == 0 || !_names.TryAdd(name, _steps.Count))
            throw Bad($"'{name}' cannot name a value", "choose a word that names no other value");
    }

    private ImmutableArray<int> Named()
    {
        var reads = ImmutableArray.CreateBuilder<int>();
        while (true)
        {
            int before = _at;
            string name = Word();
            if (name.Length == 0 || name == "as")
            {
                _at = before;
                break;
            }

            reads.Add(
                _names.TryGetValue(name, out int value)
                    ? value
                    : throw Bad($"no value before is named '{name}'", "name a value with as, or write input"));
        }

        return reads.Count > 0 ? reads.ToImmutable() : throw Bad("the values are missing", "write of and the names of values");
    }

    private OperatorForm Layer()
    {
        string name = Word();
        return name switch
        {
            "conv" or "convolution" => Convolution(),
            "dense" => Dense.Plain,
            "relu" => new Relu().Form,
            "maxpool" => Pooling(),
            "flatten" => new Flatten().Form,
            "softmax" => new Softmax(Logarithm: false, Axis()).Form,
            "logsoftmax" => new Softmax(Logarithm: true, Axis()).Form,
            "affine" => Affine(),
            "reshape" => new Reshape(Shape(Word())).Form,
            "split" => new SplitSigns().Form,
            "add" => new Add().Form,
            "concat" => new Concat(Axis() ?? 0).Form,
            "sub" => new Subtract().Form,
            "mul" => new Multiply().Form,
            "div" => new Divide().Form,
            "matmul" => new MatrixMultiply().Form,
            "slice" => Sliced(),
            "transpose" => new Transpose([.. Numbers(0)]).Form,
            "expand" => new Expand(Shape(Word())).Form,
            "pad" => Padded(),
            "avgpool" => Averaged(),
            "mean" or "globalavgpool" => new Mean(Axis() ?? 1).Form,
            "batchnorm" => new BatchNormForm(Epsilon(BatchNorm.DefaultEpsilon)),
            "layernorm" => new LayerNormForm(Epsilon(LayerNorm.DefaultEpsilon)),
            "leakyrelu" => new LeakyRelu(Number() ?? new LeakyRelu().Slope).Form,
            "prelu" => new PReluForm(),
            "relu6" => new Clip(0, 6).Form,
            "clip" => Clipped(),
            _ => Function(name),
        };
    }

    private OperatorForm Pooling()
    {
        (int height, int width) = Kernel("maxpool");
        return new MaxPooling(height, width, Steps(height, width)).Form;
    }

    private OperatorForm Function(string name)
    {
        if (name.Length == 0) throw Bad("a layer is missing", KnownLayers);
        if (!char.IsAsciiLetter(name[0]) || !Enum.TryParse(name, ignoreCase: true, out ActivationFunction function))
            throw Bad($"'{name}' is no layer", KnownLayers);
        return new Activation(function, function == ActivationFunction.Elu ? Number() ?? 1 : 1).Form;
    }

    private ConvolutionForm Convolution()
    {
        Window window = Steps(1, 1);
        if (!AcceptWord("groups")) return new ConvolutionForm(window);
        return Numbers(1) is [var groups] ? new ConvolutionForm(window, groups) : throw Bad("groups needs one number", "write conv groups 2");
    }

    private OperatorForm Averaged()
    {
        (int height, int width) = Kernel("avgpool");
        Window window = Steps(height, width);
        return new AveragePooling(height, width, window, AcceptWord("counting")).Form;
    }

    private (int Height, int Width) Kernel(string layer)
    {
        List<int> kernel = Numbers(1);
        return kernel.Count is 1 or 2
            ? (kernel[0], kernel[^1])
            : throw Bad($"{layer} needs its kernel, as one number or as height and width", $"write {layer} 2");
    }

    private OperatorForm Sliced()
    {
        if (Numbers(0) is not [var start, var count]) throw Bad("slice needs where it starts, and how many elements it takes", "write slice 0 8");
        int step = AcceptWord("step") ? Signed() : 1;
        return new Slice(Axis() ?? 0, start, count, step).Form;
    }

    private OperatorForm Padded()
    {
        List<int> before = Numbers(0);
        List<int> after = AcceptWord("after") ? Numbers(0) : before;
        if (before.Count == 0 || after.Count != before.Count)
            throw Bad("pad needs one number for each extent", "write pad 0 1 1, or pad 0 1 1 after 0 2 2");
        PadKind kind = AcceptWord("edge") ? PadKind.Edge : AcceptWord("reflect") ? PadKind.Reflect : PadKind.Constant;
        float value = kind == PadKind.Constant && AcceptWord("value") ? Number() ?? throw Bad("value needs a number", "write value 1") : 0;
        return new Pad([.. before], [.. after], kind, value).Form;
    }

    private OperatorForm Clipped()
    {
        if (Number() is not { } low || Number() is not { } high) throw Bad("clip needs two numbers", "write clip 0 6, or clip -inf 6");
        return new Clip(low, high).Form;
    }

    private int? Axis()
    {
        if (!AcceptWord("axis")) return null;
        return Numbers(0) is [var axis] ? axis : throw Bad("axis needs one number", "write axis 1");
    }

    private float Epsilon(float usual) => !AcceptWord("eps") ? usual : Number() ?? throw Bad("eps needs a number", "write eps 1e-5");

    private int Signed()
    {
        string digits = Word();
        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Bad($"'{digits}' is no whole number", "correct the number");
    }

    /// <summary>A float32 number, <c>inf</c> or <c>-inf</c>; null where none stands.</summary>
    private float? Number()
    {
        int before = _at;
        string word = Word();
        if (word is "inf" or "-inf") return word == "inf" ? float.PositiveInfinity : float.NegativeInfinity;
        if (word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] is '-' or '.')
            && float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number))
            return number;
        _at = before;
        return null;
    }

    private AffineForm Affine()
    {
        if (AcceptWord("scale")) return new AffineForm(HasScale: true, HasShift: false);
        if (AcceptWord("shift")) return new AffineForm(HasScale: false, HasShift: true);
        bool none = AcceptWord("none");
        return new AffineForm(!none, !none);
    }

    private Window Steps(int strideY, int strideX)
    {
        List<int> pads = [0];
        List<int> dilations = [1];
        bool strideRead = false, padRead = false, dilationRead = false;
        while (true)
        {
            if (!strideRead && AcceptWord("stride"))
            {
                strideRead = true;
                List<int> strides = Numbers(1);
                if (strides.Count is 0 or > 2) throw Bad("stride needs one number, or rows and columns", "write stride 2");
                (strideY, strideX) = (strides[0], strides[^1]);
            }
            else if (!padRead && AcceptWord("pad"))
            {
                padRead = true;
                pads = Numbers(0);
                if (pads.Count is not (1 or 4)) throw Bad("pad needs one number, or four: top, left, bottom, right", "write pad 2");
            }
            else if (!dilationRead && AcceptWord("dilate"))
            {
                dilationRead = true;
                dilations = Numbers(1);
                if (dilations.Count is 0 or > 2) throw Bad("dilate needs one number, or rows and columns", "write dilate 2");
            }
            else
            {
                return new Window(strideY, strideX, pads[0], pads[pads.Count / 4], pads[2 * (pads.Count / 4)], pads[^1], dilations[0], dilations[^1]);
            }
        }
    }

    private List<int> Numbers(int least)
    {
        var numbers = new List<int>();
        while (char.IsAsciiDigit(Peek()) && numbers.Count < MaxNumbers)
        {
            string digits = Word();
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < least)
                throw Bad($"'{digits}' is no whole number from {least} on", "correct the number");
            numbers.Add(number);
        }

        return numbers;
    }

    private char Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool End()
    {
        Peek();
        _word = _at;
        return _at == _text.Length;
    }

    private bool AcceptComma()
    {
        if (Peek() != ',') return false;
        _at++;
        return true;
    }

    /// <summary>Reads letters and digits up to the next separator, in lower case; empty where there are none.</summary>
    private string Word()
    {
        Peek();
        _word = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not (',' or ':')) _at++;
        string word = _text[_word.._at];
        return word.Length > 40 ? string.Concat(word.AsSpan(0, 40), "…") : word.ToLowerInvariant();
    }

    private bool AcceptWord(string wanted)
    {
        int before = _at;
        if (Word() == wanted) return true;
        _at = before;
        return false;
    }

    private readonly string Rest() => _text.Length - _at > 40 ? string.Concat(_text.AsSpan(_at, 40), "…") : _text[_at..];

    private readonly InvalidInputException Bad(InvariantText problem, InvariantText remedy)
    {
        string place = Invariant($"column {_word + 1}");
        return new(source, part is null ? place : $"{part}, {place}", problem, remedy);
    }
}
