using Espalier.Theory;
using Espalier.Theory.Checks;

namespace Espalier.Tests.Theory;

public sealed class TheoryCheckTests
{
    private const int Trials = 600;

    /// <summary>For every statement that holds, a constant with which it does not.</summary>
    private static readonly Dictionary<string, double> Planted = new()
    {
        ["[F] Lemma 1, broken bin"] = 1.01,
        ["[F] Lemma 2, needed breakpoint"] = 0.26,
        ["[F] Lemma 3, given the coefficients"] = 1.2,
        ["[F] Lemma 4, capped process"] = 1,
        ["[F] Lemma 5, against min(B, T)"] = 4,
        ["[F] Lemma 5, law of the coupled chain"] = 0.9,
        ["[F] Lemma 6, well placed kink"] = 0.095,
        ["[F] Lemma 6, as used with γ/32"] = 0.048,
        ["[F] Lemma 7, exponential envelope"] = 60,
        ["[F] Lemma 7, simulated chain"] = 1.1,
        ["[F] Lemma 8, all families"] = 40,
        ["[F] Lemma 9, split sum"] = 3,
        ["[F] Theorem 1, broken bins cost error"] = 1.5,
        ["[F] Theorem 1, thresholds"] = 0.99,
        ["[F] Lemma 2 alone, breakpoint bound"] = 1000,
        ["[F] Lemma 10, size of a cap"] = 1.05,
        ["[F] Lemma 10, single neuron"] = 1.01,
        ["[P] Theorem 2, counting"] = 12,
        ["[P] Lemma 4, product density"] = 0.45,
        ["[P] Corollary 1, uniform part"] = 0.36,
        ["[N] E_m, certified"] = 1.0001,
        ["[N] Theorem A, in the plane"] = 1.01,
        ["[N] Theorem A, averaged"] = 1.05,
        ["[N] Lemma W, witness"] = 1.01,
        ["[N] Law W, witnesses"] = 0.5,
        ["[N] Lemma W, every arrangement"] = 1.01,
        ["[N] Lemma P, planks"] = 0.45,
        ["[N] Lemma P, by the angle"] = 0.99,
        ["[N] Theorem C, cone"] = 0.99,
        ["[N] Theorem E, coefficients"] = 0.45,
        ["[N] Theorem E, product of planks"] = 0.9,
        ["[N] Theorem E, spans"] = 0.8,
    };

    /// <summary>Beside the words in front of them, lines fit a hundred columns.</summary>
    [Fact]
    public void Texts_fit_the_screen_and_name_a_source()
    {
        foreach (CheckDefinition check in TheoryCheck.Definitions)
        {
            Assert.True(check.Statement.Length is > 10 and <= 88 && check.Note.Length <= 88, $"{check.Name}: {check.Statement} {check.Note}");
            Assert.Contains(TheoryCheck.Sources, source => check.Name.StartsWith(source.Mark, StringComparison.Ordinal));
        }
    }

    [Fact]
    [Slow]
    public void Every_check_finds_what_it_should()
    {
        foreach (TheoryCheckRow row in TheoryCheck.Run(Trials, 1, 2))
        {
            Assert.True(row.AsExpected, $"{row}");
            Assert.True(row.Trials > 0 && double.IsFinite(row.WorstSlack) && row.Note.Length > 0, $"{row}");
        }
    }

    [Fact]
    [Slow]
    public void A_wrong_constant_in_any_check_is_found_out()
    {
        Assert.Equal(
            TheoryCheck.Definitions.Where(check => check.Holds).Select(check => check.Name).Order(StringComparer.Ordinal),
            Planted.Keys.Order(StringComparer.Ordinal));
        foreach (CheckDefinition check in TheoryCheck.Definitions.Where(check => check.Holds))
        {
            TheoryCheckRow row = check.Row(Trials, 1, Planted[check.Name]);
            Assert.True(row.Violations > 0 && row.WorstSlack < 0 && double.IsFinite(row.WorstSlack), $"{row}");
        }
    }

    [Slow]
    [Fact]
    public void Results_do_not_depend_on_threads() => Assert.Equal(TheoryCheck.Run(20, 5, 1), TheoryCheck.Run(20, 5, 3));

    /// <summary>Two draw nothing and are short with any number of trials: they go on to their end.</summary>
    [Fact]
    public void Every_check_whose_length_is_chosen_can_be_stopped_in_its_midst()
    {
        var stopped = new CancellationToken(canceled: true);
        Assert.Equal(
            ["[F] Lemma 8, many families", "[N] E_m, certified"],
            TheoryCheck.Definitions.Where(check => Record.Exception(() => check.Row(20, 1, null, stopped)) is not OperationCanceledException)
                .Select(check => check.Name));
    }

    [Fact]
    public void Nonsense_is_refused() => Assert.Throws<InvalidInputException>(() => TheoryCheck.Run(0, 1, 1));
}
