using System.Globalization;
using System.Text;
using Espalier.Work.Inputs;

namespace Espalier.Work.Theory;

/// <summary>The checked statements as a LaTeX table that needs no package.</summary>
internal static class LatexTable
{
    private static readonly Dictionary<char, string> Marks = new()
    {
        ['_'] = @"\_",
        ['%'] = @"\%",
        ['&'] = @"\&",
        ['#'] = @"\#",
        ['$'] = @"\$",
        ['{'] = @"\{",
        ['}'] = @"\}",
        ['^'] = @"\textasciicircum{}",
        ['~'] = @"\textasciitilde{}",
        ['\\'] = @"\textbackslash{}",
        ['γ'] = @"$\gamma$",
        ['ε'] = @"$\varepsilon$",
        ['α'] = @"$\alpha$",
        ['–'] = "--",
        ['−'] = "$-$",
    };

    public static string Of(CheckAnswer answer)
    {
        var text = new StringBuilder();
        text.Append("\\begin{tabular}{lrrrl}\n\\hline\nstatement & trials & violations & worst slack & verdict \\\\\n\\hline\n");
        foreach (CheckRow row in answer.Checks)
        {
            // Names begin with a bracket, which after the end of a row LaTeX would read as the space to leave; the empty group keeps them apart.
            string[] counts = [Numerals.Text(row.Trials), Numerals.Text(row.Violations)];
            string[] cells = [$"{{}}{Escaped(row.Name)}", .. counts, Slack(row.WorstSlack), Escaped(row.Verdict)];
            text.Append(string.Join(" & ", cells)).Append(" \\\\\n");
        }

        text.Append("\\hline\n\\end{tabular}\n");
        foreach ((string mark, string source) in answer.Sources) text.Append(CultureInfo.InvariantCulture, $"% {mark}: {source}\n");
        return text.ToString();
    }

    /// <summary>Three digits, with a power of ten where float64 would be written with one.</summary>
    private static string Slack(double value)
    {
        string[] parts = value.ToString("G3", CultureInfo.InvariantCulture).Split('E');
        return parts.Length == 1 ? $"${parts[0]}$" : $"${parts[0]}\\cdot 10^{{{Numerals.Text(int.Parse(parts[1], CultureInfo.InvariantCulture))}}}$";
    }

    private static string Escaped(string text) => string.Concat(text.Select(letter => Marks.GetValueOrDefault(letter, letter.ToString())));
}
