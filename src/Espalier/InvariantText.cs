using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Espalier;

/// <summary>Text whose numbers are written the same way under every culture; an interpolated string given for it is one.</summary>
/// <example><code>
/// throw new InvalidInputException("model.onnx", $"layer {index}", $"weight {value} is not finite", "export it again");
/// </code></example>
[InterpolatedStringHandler]
#pragma warning disable CA1815 // It is handed over and read once, never compared.
public readonly struct InvariantText
#pragma warning restore CA1815
{
    private readonly string? _whole;
    private readonly StringBuilder? _parts;

    /// <summary>Called by the compiler before the parts of an interpolated string.</summary>
    /// <param name="literalLength">Characters outside the holes.</param>
    /// <param name="formattedCount">The number of holes.</param>
    public InvariantText(int literalLength, int formattedCount) => _parts = new StringBuilder(literalLength + (8 * formattedCount));

    private InvariantText(string? whole) => _whole = whole;

    /// <summary>Text that needs no formatting; null is no text at all.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator InvariantText(string? text) => new(text);

    /// <inheritdoc cref="op_Implicit"/>
    public static InvariantText FromString(string? text) => text;

    /// <summary>Called by the compiler for what stands between the holes.</summary>
    /// <param name="text">The text.</param>
    public void AppendLiteral(string text) => _parts!.Append(text);

    /// <summary>Called by the compiler for a hole.</summary>
    /// <param name="value">What stands in it.</param>
    /// <param name="format">Its format, if it has one.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    public void AppendFormatted<T>(T value, string? format = null) =>
        _parts!.Append(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    /// <summary>Called by the compiler for a hole.</summary>
    /// <param name="text">What stands in it.</param>
    public void AppendFormatted(ReadOnlySpan<char> text) => _parts!.Append(text);

    /// <summary>The text; empty where there is none.</summary>
    public override string ToString() => OrNull() ?? "";

    /// <summary>The text, or null where there is none.</summary>
    internal string? OrNull() => _parts?.ToString() ?? _whole;
}
