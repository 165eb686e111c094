using System.Text;

namespace Espalier.Work.Inputs;

/// <summary>The words of a vocabulary as users type and read them: in lower case with a hyphen between words.</summary>
internal static class Words
{
    public static string Of(Enum value)
    {
        var words = new StringBuilder();
        foreach (char letter in value.ToString())
        {
            if (char.IsUpper(letter) && words.Length > 0) words.Append('-');
            words.Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}
