using System.Collections.Immutable;
using System.Globalization;
using Espalier.Certificates.Conditions;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Numerics.Conditions;
using Espalier.Numerics.Random;
using Espalier.Tests.Certificates.Exact;
using Espalier.Tests.Graphs;
using Espalier.Tests.Numerics.Random;

namespace Espalier.Tests.Certificates.Conditions;

/// <summary>Answers about small pairs against all corners of their linear regions and points between them.</summary>
public sealed class DeciderTests
{
    private static readonly int Count = LongRun.Count("ESPALIER_PAIRS", 1500);

    [Fact]
    [Slow]
    public void No_answer_contradicts_an_enumeration_of_regions()
    {
        int[] answers = new int[3];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };
        Parallel.For(0, Count, limits, number =>
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, mostWidth: 5, seed: 31);
            var draw = new ConditionDraw(drawn, number);
            Condition condition = draw.Condition();
            Decision decision = Decider.Decide(drawn.A, drawn.B, new AllOf([draw.Box(), condition]), mostPieces: 400, threads: 1);
            Interlocked.Increment(ref answers[(int)decision.Answer]);
            if (decision.Answer == DecisionAnswer.Unsatisfiable)
            {
                Assert.False(
                    RegionPoints.Of(drawn, inside: 12, number).Any(point => draw.Holds(condition, point)),
                    $"pair {number} ({drawn.Kind}): a point meets the condition");
            }

            Assert.Equal(decision.Answer == DecisionAnswer.Satisfiable, decision.Witness is not null);
            if (decision.Witness is { } witness)
                Assert.True(draw.HoldsAt(condition, witness), $"pair {number} ({drawn.Kind}): the witness does not meet the condition");
        });
        string told = $"{string.Join(", ", answers)} sat, unsat, unknown";
        Assert.True(answers[(int)DecisionAnswer.Unknown] < 0.1 * Count && answers[..2].Min() > 0.1 * Count, told);
    }

    [Fact]
    [Slow]
    public void A_margin_of_a_billionth_decides()
    {
        int asked = 0;
        for (int number = 0; number < 120; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, mostWidth: 5, seed: 32);
            var draw = new ConditionDraw(drawn, number);
            (double most, _) = ExactMaximum.Near(drawn.A, drawn.B, drawn.Box);
            if (most < 1e-3) continue;
            asked++;
            Decision Reaches(double least) =>
                Decider.Decide(drawn.A, drawn.B, new AllOf([draw.Box(), draw.Reaches(least)]), mostPieces: 20_000, threads: 1);
            Assert.NotEqual(DecisionAnswer.Unsatisfiable, Reaches(most * (1 - 1e-9)).Answer);
            Assert.NotEqual(DecisionAnswer.Satisfiable, Reaches(most * (1 + 1e-9)).Answer);
            Assert.Equal(DecisionAnswer.Satisfiable, Reaches(most * 0.9).Answer);
            Assert.Equal(DecisionAnswer.Unsatisfiable, Reaches(most * 1.1).Answer);
        }

        Assert.True(asked > 60, $"{asked} pairs differ");
    }

    [Fact]
    public void Inputs_that_are_not_said_to_be_equal_are_independent()
    {
        Network half = Line(1);
        var names = new PairVariables(1, 1, 1, 1);
        Condition box = Within(names, -1, 1);
        Condition apart = Above(1.9, (names.OutputA(0), 1), (names.OutputB(0), -1));
        Condition equal = Equal((names.InputA(0), 1), (names.InputB(0), -1));
        Condition near = new AllOf(
            [Above(-0.5, (names.InputA(0), 1), (names.InputB(0), -1)), Above(-0.5, (names.InputA(0), -1), (names.InputB(0), 1))]);
        Assert.Equal(DecisionAnswer.Satisfiable, Answer(half, half, box, apart));
        Assert.Equal(DecisionAnswer.Unsatisfiable, Answer(half, half, box, apart, equal));
        Assert.Equal(DecisionAnswer.Unsatisfiable, Answer(half, half, box, apart, near));
        Assert.Equal(DecisionAnswer.Satisfiable, Answer(half, half, box, near, Above(0.45, (names.OutputA(0), 1), (names.OutputB(0), -1))));
    }

    [Fact]
    public void Decimals_are_what_is_written()
    {
        // 0.1 is no float64: the input is 0.1 itself, and so is the witness.
        Network line = Line(1);
        var names = new PairVariables(1, 0, 1, 0);
        Assert.True(ExactDecimal.TryParse("0.1", out ExactDecimal tenth));
        Condition at = new AllOf(
            [new NonNegative(LinearForm.Of(-tenth, (0, ExactDecimal.One))), new NonNegative(LinearForm.Of(tenth, (0, -ExactDecimal.One)))]);
        Condition output = new AllOf(
            [
                new NonNegative(LinearForm.Of(-tenth, (names.OutputA(0), ExactDecimal.One))),
                new NonNegative(LinearForm.Of(tenth, (names.OutputA(0), -ExactDecimal.One))),
            ]);
        Decision found = Decider.Decide(line, null, new AllOf([at, output]), long.MaxValue, 1);
        Assert.Equal(DecisionAnswer.Satisfiable, found.Answer);
        Assert.Equal("0.1", found.Witness!.InputsA[0].ToString());
        Assert.Equal(0.1, found.Witness.OutputsA[0]);
        Condition more = new NonNegative(LinearForm.Of(-tenth, (names.OutputA(0), ExactDecimal.One)), IsStrict: true);
        Assert.NotEqual(DecisionAnswer.Satisfiable, Decider.Decide(line, null, new AllOf([at, more]), 100, 1).Answer);
    }

    [Fact]
    public void Networks_may_differ_in_what_they_make_and_read()
    {
        Network one = Line(2), two = new(new Shape(2), new Dense(new Tensor(new Shape(2, 2), new double[] { 1, 1, 1, -1 })));
        var names = new PairVariables(1, 2, 1, 2);
        Condition box = Within(names, 0, 1);
        Condition tie = Equal((names.InputA(0), 1), (names.InputB(1), -1));
        Condition sum = Above(2.99, (names.OutputA(0), 1), (names.OutputB(1), 1), (names.OutputB(0), 0));
        Assert.Equal(DecisionAnswer.Satisfiable, Answer(one, two, box, sum));
        Assert.Equal(DecisionAnswer.Unsatisfiable, Answer(one, two, box, sum, tie));
    }

    /// <summary>−1e309 + 1e309 + 1e305: in this order the form's constant ends at −∞, and the condition can be met all the same.</summary>
    [Fact]
    public void A_form_that_overflows_excludes_nothing()
    {
        var same = new Network(new Shape(2), new Dense(new Tensor(new Shape(2, 2), new double[] { 1, 0, 0, 1 })));
        var names = new PairVariables(2, 0, 2, 0);
        Condition box = new AllOf([Above(1e299, (0, 1)), Above(-1.0001e299, (0, -1)), Above(1e299, (1, 1)), Above(-1.0001e299, (1, -1))]);
        Condition met = Above(5e304, (names.OutputA(0), -1e10), (names.OutputA(1), 1e10));
        Assert.NotEqual(DecisionAnswer.Unsatisfiable, Decider.Decide(same, null, new AllOf([box, met]), 8, threads: 1).Answer);
    }

    [Fact]
    public void What_cannot_be_computed_with_is_refused()
    {
        Network line = Line(1);
        var names = new PairVariables(1, 0, 1, 0);
        Condition most = Above(-1, (0, -1));
        Assert.Contains("lower bound", Refusal(most), StringComparison.Ordinal);
        Assert.True(ExactDecimal.TryParse("0.12345678901234567890123", out ExactDecimal digits));
        Condition longFactor = new NonNegative(LinearForm.Of(ExactDecimal.Zero, (names.OutputA(0), digits)));
        Assert.Contains(
            "more digits",
            Refusal(new AllOf([Within(names, 0, 1), new NonNegative(LinearForm.Of(-ExactDecimal.One, (1, ExactDecimal.One))), longFactor])),
            StringComparison.Ordinal);
        Assert.Equal(DecisionAnswer.Unsatisfiable, Answer(line, null, Within(names, 1, 0)));
        string Refusal(Condition condition) => Assert.Throws<InvalidInputException>(() => Decider.Decide(line, null, condition, 10, 1)).Message;
    }

    private static DecisionAnswer Answer(Network a, Network? b, params ReadOnlySpan<Condition> conditions) =>
        Decider.Decide(a, b, new AllOf([.. conditions]), 10_000, threads: 1).Answer;

    /// <summary>x ↦ slope·x, by way of a ReLU.</summary>
    private static Network Line(double slope) => new(
        new Shape(1),
        new Dense(new Tensor(new Shape(2, 1), new double[] { slope, -slope })),
        new Relu(),
        new Dense(new Tensor(new Shape(1, 2), new double[] { 1, -1 })));

    private static Condition Within(PairVariables names, double low, double high) => new AllOf(
        [.. Enumerable.Range(0, names.Inputs).SelectMany(input => new[] { Above(low, (input, 1)), Above(-high, (input, -1)) })]);

    private static AllOf Equal(params ReadOnlySpan<(int Variable, double Factor)> terms) =>
        new([Above(0, terms), Above(0, [.. terms.ToArray().Select(term => (term.Variable, -term.Factor))])]);

    private static NonNegative Above(double least, params ReadOnlySpan<(int Variable, double Factor)> terms) =>
        new(LinearForm.Of(-ExactDecimal.Printed(least), [.. terms.ToArray().Select(term => (term.Variable, ExactDecimal.Printed(term.Factor)))]));

    /// <summary>Conditions on a pair.</summary>
    private sealed class ConditionDraw(DrawnPairs.Pair pair, int number) : Draws(new RandomStream(77, (uint)number, StreamPurpose.Sampling))
    {
        private readonly PairVariables _names = new(pair.Box.Dimension, pair.Box.Dimension, pair.A.OutputShape.Length, pair.B.OutputShape.Length);

        public Condition Box() => new AllOf(
        [
            .. Enumerable.Range(0, pair.Box.Dimension).SelectMany(i => new Condition[]
            {
                Above(pair.Box.Lower[i], (_names.InputA(i), 1)), Above(-pair.Box.Upper[i], (_names.InputA(i), -1)),
                Equal((_names.InputA(i), 1), (_names.InputB(i), -1)),
            }),
        ]);

        /// <summary>Some output differs by at least this much.</summary>
        public Condition Reaches(double least) => new AnyOf(
        [
            .. Enumerable.Range(0, _names.OutputsA).SelectMany(i => new Condition[]
            {
                Above(least, (_names.OutputA(i), 1), (_names.OutputB(i), -1)), Above(least, (_names.OutputA(i), -1), (_names.OutputB(i), 1)),
            }),
        ]);

        public Condition Condition(int depth = 0)
        {
            int kind = Below(depth == 2 ? 1 : 4);
            if (kind == 0 && depth > 0)
            {
                int outputs = _names.OutputsA;
                var form = LinearForm.Of(
                    ExactDecimal.Printed(0.3 * Signed()),
                    (_names.OutputA(Below(outputs)), Factor()),
                    (_names.OutputB(Below(outputs)), Factor()),
                    (_names.InputA(Below(_names.InputsA)), Below(3) == 0 ? Factor() : ExactDecimal.Zero));
                return new NonNegative(
                    form.Factors.IsEmpty ? LinearForm.Of(form.Constant, (_names.OutputA(0), ExactDecimal.One)) : form, Below(2) == 0);
            }

            ImmutableArray<Condition> parts = [.. Enumerable.Range(0, 1 + Below(3)).Select(_ => Condition(depth + 1))];
            return kind < 3 ? new AllOf(parts) : new AnyOf(parts);
        }

        /// <summary>Whether a condition surely holds at a point of the box, beyond all rounding of this evaluation.</summary>
        public bool Holds(Condition condition, double[] point)
        {
            double[] a = Outputs.Of(pair.A, point), b = Outputs.Of(pair.B, point);
            return Holds(condition, variable => Value(variable, point, a, b), 1e-9);
        }

        /// <summary>Whether it holds at a witness's decimals, up to the rounding of this evaluation.</summary>
        public bool HoldsAt(Condition condition, ConditionWitness witness)
        {
            Assert.Equal(witness.InputsA.AsEnumerable(), witness.InputsB);
            double[] point = [.. witness.InputsA.Select(x => double.Parse(x.ToString(), CultureInfo.InvariantCulture))];
            Assert.True(pair.Box.Contains(point));
            double[] a = Outputs.Of(pair.A, point), b = Outputs.Of(pair.B, point);
            Assert.All(a.Zip(witness.OutputsA), each => Assert.Equal(each.First, each.Second, 1e-12));
            Assert.All(b.Zip(witness.OutputsB), each => Assert.Equal(each.First, each.Second, 1e-12));
            return Holds(condition, variable => Value(variable, point, a, b), -1e-12);
        }

        private double Value(int variable, double[] point, double[] a, double[] b) =>
            variable < _names.Inputs ? point[variable % _names.InputsA]
            : variable < _names.OutputB(0) ? a[variable - _names.OutputA(0)]
            : b[variable - _names.OutputB(0)];

        private static bool Holds(Condition condition, Func<int, double> value, double margin) => condition switch
        {
            NonNegative part => part.Form.Factors.Sum(each => Number(each.Value) * value(each.Key)) + Number(part.Form.Constant) > margin,
            AllOf all => all.Parts.All(part => Holds(part, value, margin)),
            _ => ((AnyOf)condition).Parts.Any(part => Holds(part, value, margin)),
        };

        private static double Number(ExactDecimal value) => double.Parse(value.ToString(), CultureInfo.InvariantCulture);

        private ExactDecimal Factor() => ExactDecimal.Printed(Below(2) == 0 ? Below(2) == 0 ? 1 : -1 : Math.Round(2 * Signed(), 2));

        private double Signed() => (2.0 * Below(1 << 24) / (1 << 24)) - 1;
    }
}
