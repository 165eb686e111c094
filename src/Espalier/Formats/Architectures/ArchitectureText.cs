using System.Collections.Immutable;
using System.Globalization;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>Prints architectures in the one canonical way, which <see cref="ArchitectureParser"/> reads back.</summary>
internal static class ArchitectureText
{
    /// <summary>The input shape of a network whose input is a single number without extents.</summary>
    internal const string Scalar = "scalar";

    /// <summary>The name of the input in the text.</summary>
    internal const string Input = "input";

    internal static string Format(Shape? input, ImmutableArray<ArchitectureStep> steps)
    {
        bool[] isNamed = Named(steps);
        string layers = string.Join(", ", steps.Select((step, i) =>
        {
            string reads = IsNext(step, i) ? string.Empty : $" of {string.Join(' ', step.Reads.Select(NameOf))}";
            return $"{step.Form.Text}{reads}{(isNamed[i + 1] ? $" as {NameOf(i + 1)}" : string.Empty)}";
        }));
        return input is null ? layers : $"{Of(input)}: {layers}";
    }

    /// <summary>Which values need a name: those that are not read by the next layer alone.</summary>
    private static bool[] Named(ImmutableArray<ArchitectureStep> steps)
    {
        var isNamed = new bool[steps.Length + 1];
        for (int i = 0; i < steps.Length; i++)
        {
            if (IsNext(steps[i], i)) continue;
            foreach (int read in steps[i].Reads) isNamed[read] = true;
        }

        return isNamed;
    }

    private static bool IsNext(ArchitectureStep step, int index) => step.Reads is [var only] && only == index;

    private static string NameOf(int value) => value == 0 ? Input : string.Create(CultureInfo.InvariantCulture, $"v{value}");

    /// <summary>A shape, also that of a single number.</summary>
    internal static string Of(Shape shape) => shape.Rank == 0 ? Scalar : shape.ToString();

    /// <summary>One operator without its numbers.</summary>
    /// <exception cref="InvalidInputException">The text is no single operator.</exception>
    internal static OperatorForm ParseForm(string text, string source, string part)
    {
        (Shape? input, List<ArchitectureStep> steps) = new ArchitectureParser(text, source, part).Parse();
        return input is null && steps is [{ Reads: [0] } only]
            ? only.Form
            : throw new InvalidInputException(source, part, $"'{text}' is not one layer", "correct it");
    }
}
