namespace Espalier.Work.Inputs;

/// <summary>The words of a vocabulary as users type and read them: in lower case with a hyphen between words.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        string.Concat(
            value.ToString().Select(
                (letter, i) => char.IsUpper(letter) && i > 0 ? $"-{char.ToLowerInvariant(letter)}" : char.ToLowerInvariant(letter).ToString()));
}
