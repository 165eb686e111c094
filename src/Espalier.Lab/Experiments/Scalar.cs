namespace Espalier.Lab.Experiments;

/// <summary>What a parameter or a measure holds.</summary>
public enum ScalarKind
{
    /// <summary>Nothing: a measure that this cell does not have.</summary>
    None,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A finite float64.</summary>
    Number,

    /// <summary>One of a few words, or free text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Flag,
}

/// <summary>One value of a parameter or a measure: nothing, a whole number, a finite number, text or a flag.</summary>
public readonly struct Scalar : IEquatable<Scalar>
{
    private readonly long _bits;
    private readonly string? _text;

    private Scalar(ScalarKind kind, long bits, string? text = null)
    {
        Kind = kind;
        _bits = bits;
        _text = text;
    }

    /// <summary>What it holds.</summary>
    public ScalarKind Kind { get; }

    /// <summary>A whole number.</summary>
    public static Scalar Of(long value) => new(ScalarKind.Integer, value);

    /// <summary>A finite number; −0 becomes 0.</summary>
    public static Scalar Of(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "a recorded number is finite; leave a measure out where it has no value");
        return new(ScalarKind.Number, BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value));
    }

    /// <summary>A text.</summary>
    public static Scalar Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(ScalarKind.Text, 0, value);
    }

    /// <summary>A flag.</summary>
    public static Scalar Of(bool value) => new(ScalarKind.Flag, value ? 1 : 0);

    /// <summary>The whole number.</summary>
    public long Integer => Kind == ScalarKind.Integer ? _bits : throw Mismatch(ScalarKind.Integer);

    /// <summary>The number; a whole number and a flag (0 or 1) are numbers too.</summary>
    public double Number => Kind switch
    {
        ScalarKind.Number => BitConverter.Int64BitsToDouble(_bits),
        ScalarKind.Integer or ScalarKind.Flag => _bits,
        _ => throw Mismatch(ScalarKind.Number),
    };

    /// <summary>The text.</summary>
    public string Text => _text ?? throw Mismatch(ScalarKind.Text);

    /// <summary>The flag.</summary>
    public bool Flag => Kind == ScalarKind.Flag ? _bits != 0 : throw Mismatch(ScalarKind.Flag);

    /// <summary>Equal kind and value.</summary>
    public static bool operator ==(Scalar left, Scalar right) => left.Equals(right);

    /// <summary>Another kind or value.</summary>
    public static bool operator !=(Scalar left, Scalar right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Scalar other) => Kind == other.Kind && _bits == other._bits && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _bits, _text);

    /// <summary>The value as it stands in a table; numbers read back to the same bits.</summary>
    public override string ToString() => Kind switch
    {
        ScalarKind.None => "",
        ScalarKind.Text => Text,
        ScalarKind.Flag => Flag ? "true" : "false",
        ScalarKind.Integer => _bits.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => CanonicalJson.Text(Number),
    };

    private InvalidOperationException Mismatch(ScalarKind wanted) => new($"a value of kind {Kind} was read as {wanted}");
}
