using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>Prints architectures in the one canonical way, which <see cref="ArchitectureParser"/> reads back.</summary>
internal static class ArchitectureText
{
    /// <summary>The input shape of a network whose input is a single number without extents.</summary>
    internal const string Scalar = "scalar";

    internal static string Format(Shape? input, IEnumerable<OperatorForm> forms)
    {
        string layers = string.Join(", ", forms.Select(form => form.Text));
        return input is null ? layers : $"{Of(input)}: {layers}";
    }

    /// <summary>A shape, also that of a single number.</summary>
    internal static string Of(Shape shape) => shape.Rank == 0 ? Scalar : shape.ToString();

    /// <summary>One operator without its numbers.</summary>
    /// <exception cref="InvalidInputException">The text is no single operator.</exception>
    internal static OperatorForm ParseForm(string text, string source, string part)
    {
        (Shape? input, List<OperatorForm> forms) = new ArchitectureParser(text, source, part).Parse();
        return input is null && forms is [var only] ? only : throw new InvalidInputException(source, part, $"'{text}' is not one layer", "correct it");
    }
}
