using Espalier.Work.Theory;

namespace Espalier.Work.Tests.Theory;

public sealed class CheckJobTests
{
    private static readonly CheckRow Row = new("[F] Lemma 6, as used with γ/16", 12, 3, -0.05, false, true, "claims", "checked", null);

    [Fact]
    public void A_table_for_a_paper_escapes_what_latex_would_read()
    {
        CheckRow other = Row with { Name = "[F] B_0 & 100 %", Violations = 0, Holds = true };
        string table = LatexTable.Of(new CheckAnswer([Row, other], new Dictionary<string, string> { ["[F]"] = "a paper" }));
        Assert.Contains(@"[F] Lemma 6, as used with $\gamma$/16 & 12 & 3 & $-0.05$ & needs a repair \\", table, StringComparison.Ordinal);
        Assert.Contains(@"[F] B\_0 \& 100 \% & 12 & 0 &", table, StringComparison.Ordinal);
        Assert.Contains("% [F]: a paper", table, StringComparison.Ordinal);
        Assert.DoesNotContain(table, letter => letter > 127);
    }

    [Fact]
    public void Every_name_and_verdict_is_plain_latex()
    {
        CheckAnswer answer = new CheckJob().Run(new CheckRequest { Trials = 3 }, new Heard().Place).Answer;
        string table = LatexTable.Of(answer with { Sources = new Dictionary<string, string>() });
        Assert.DoesNotContain(table, letter => letter > 127);

        // After the end of a row a bracket would be read as a length; groups close, formulas end, and every row has five cells.
        Assert.DoesNotMatch(@"\\\s*[\[*]", table);
        string bare = ((string[])[@"\_", @"\&", @"\%", @"\{", @"\}"]).Aggregate(
            table, (text, mark) => text.Replace(mark, "", StringComparison.Ordinal));
        Assert.Equal(bare.Count(letter => letter == '{'), bare.Count(letter => letter == '}'));
        string[] rows = [.. bare.Split('\n').Where(line => line.EndsWith(@" \\", StringComparison.Ordinal))];
        Assert.Equal(answer.Checks.Length + 1, rows.Length);
        Assert.All(rows, row => Assert.Equal((4, 0), (row.Count(letter => letter == '&'), row.Count(letter => letter == '$') % 2)));
        Assert.Equal(["[F]", "[P]", "[N]"], answer.Sources.Keys);
    }

    [Fact]
    public void Small_slacks_are_powers_of_ten_and_names_begin_with_a_group()
    {
        string table = LatexTable.Of(new CheckAnswer([Row with { WorstSlack = -1.11e-16 }], new Dictionary<string, string>()));
        Assert.Contains(@"{}[F] Lemma 6", table, StringComparison.Ordinal);
        Assert.Contains(@"& $-1.11\cdot 10^{-16}$ &", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_digits_are_rounded_down()
    {
        Assert.Equal("3.29e60", ThreeDigits.Below(Math.Log(3.2999) + (60 * Math.Log(10))));
        Assert.Equal(("31.8", "2570", "1.00", "999", "100"), (Below(31.89), Below(2579), Below(1), Below(999.9), Below(100)));
        Assert.Equal("1.00e700", ThreeDigits.Below(700 * Math.Log(10)));

        static string Below(double value) => ThreeDigits.Below(Math.Log(value));
    }
}
