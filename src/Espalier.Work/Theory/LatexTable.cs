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
            string[] counts = [Numerals.Text(row.Trials), Numerals.Text(row.Violations)];
            string[] cells = [Escaped(row.Name), .. counts, Slack(row.WorstSlack), Escaped(row.Verdict)];
            text.Append(string.Join(" & ", cells)).Append(" \\\\\n");
        }


        text.Append("\\hline\n\\end{tabular}\n");
        foreach ((string mark, string source) in answer.Sources) text.Append(CultureInfo.InvariantCulture, $"% {mark}: {source}\n");
        return text.ToString();
    }

    private static string Slack(double value) => Escaped(value.ToString("G3", CultureInfo.InvariantCulture).Replace('-', '−'));

    private static string Escaped(string text) => string.Concat(text.Select(letter => Marks.GetValueOrDefault(letter, letter.ToString())));
}
