using System.Globalization;
using System.Numerics;
using System.Text;
using Espalier.Formats.VnnLib;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics;

namespace Espalier.Tests.Formats.VnnLib;

public sealed class VnnLibBoxTests
{
    private const string Declarations = "(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n(declare-const Y_1 Real)\n";

    private const string Bounds = "(assert (<= X_0 1)) (assert (>= X_0 -1)) (assert (<= X_1 2)) (assert (>= X_1 -2))\n";

    [Fact]
    public void A_property_in_the_usual_style_gives_its_box()
    {
        VnnLibBox box = Read("""
            ; ACAS Xu property
            (declare-const X_0 Real)
            (declare-const X_1 Real) ; the second input
            (declare-const Y_0 Real)

            ; Unscaled Input 0 : (55947.691, 60760)
            (assert (<= X_0 0.75))
            (assert (>= X_0 0.5))
            (assert (<= X_1 5e-1))
            (assert (>= X_1 -0.5))
            ; unsafe if COC >= 3.991125
            (assert (>= Y_0 3.991125645861615))
            """);
        Assert.Equal([0.5, -0.5], box.Lower);
        Assert.Equal([0.75, 0.5], box.Upper);
        Assert.Equal(1, box.OutputConstraints);
    }

    [Fact]
    public void A_line_that_declares_millions_of_inputs_costs_little()
    {
        const string Query = "(declare-network f (declare-input X real [15000000]) (declare-output Y real []))";
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("X_0 has no lower bound", Assert.Throws<InvalidInputException>(() => Read(Query)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("(assert (and (<= X_0 1) (>= X_0 -1) (<= -2 X_1) (>= 2 X_1)))")]
    [InlineData("(assert (and (and (<= X_0 1) (>= X_0 -1)) (and (<= X_1 2.0e0) (>= X_1 (- 2)))))")]
    [InlineData("(assert (or (and (<= X_0 1) (>= X_0 -1) (<= X_1 2) (>= X_1 -2) (<= Y_0 0))))")]
    [
        InlineData(
            "(set-logic QF_LRA) (set-info :source |a ( b|) (assert (<= X_0 1.)) (assert (>= X_0 -1)) (assert (<= X_1 20E-1)) (assert "
                + "(>= X_1 -.2e+1)) (check-sat)"),
    ]
    [
        InlineData(
            "(assert (<= X_0 7)) (assert (<= X_0 1)) (assert (<= X_0 5)) (assert (>= X_0 -1)) (assert (>= X_0 -3)) (assert (<= "
                + "X_1 2)) (assert (>= X_1 -2))"),
    ]
    [
        InlineData(
            "(assert (<= X_0 1)) (assert (>= X_0 -1)) (assert (<= X_1 2)) (assert (>= X_1 -2)) (assert (or (and (<= Y_0 Y_1) (<= Y_1 1)) "
                + "(and (>= Y_0 (+ Y_1 1)))))"),
    ]
    public void Different_ways_to_write_a_box_give_the_same(string assertions)
    {
        VnnLibBox box = Read(Declarations + assertions);
        Assert.Equal([-1, -2], box.Lower);
        Assert.Equal([1, 2], box.Upper);
    }

    [Fact]
    public void Functions_without_arguments_are_declarations_too()
    {
        VnnLibBox box = Read("(declare-fun X_0 () Real)(assert (<= X_0 0))(assert (>= X_0 0))");
        Assert.Equal(0, Assert.Single(box.Lower));
        Assert.Equal(0, Assert.Single(box.Upper));
    }

    [Theory]
    [InlineData("(assert (or (and (<= X_0 1) (>= X_0 0)) (and (<= X_0 3) (>= X_0 2))))", "disjunction")]
    [InlineData("(assert (<= X_0 X_1))", "X_i <= number")]
    [InlineData("(assert (<= (+ X_0 X_1) 1))", "X_i <= number")]
    [InlineData("(assert (<= (* 2 X_0) 1))", "X_i <= number")]
    [InlineData("(assert (<= X_0 Y_0))", "X_i <= number")]
    [InlineData("(assert (not (<= X_0 1)))", "'not'")]
    [InlineData("(assert (< X_0 1))", "'<'")]
    [InlineData("(assert X_0)", "'X_0'")]
    [InlineData("(assert (<= X_7 1))", "'X_7' is not declared")]
    [InlineData("(assert (<= X_00 1))", "'X_00' is not declared")]
    [InlineData("(assert (<= Y_7 1))", "'Y_7' is not declared")]
    [InlineData("(assert (<= 1 2))", "no input and no output")]
    [InlineData("(assert (<= X_0 nan))", "write numbers as decimals")]
    [InlineData("(assert (<= X_0 1e))", "write numbers as decimals")]
    [InlineData("(assert (<= X_0 0x10))", "write numbers as decimals")]
    [InlineData("(assert (<= X_0 1.-5))", "write numbers as decimals")]
    [InlineData("(assert (<= X_0 1e999999999))", "write numbers as decimals")]
    [InlineData("(define-fun f () Real 1)", "define-fun")]
    [InlineData("(declare-const X_0 Real)", "twice")]
    [InlineData("(declare-const X_2 Int)", "type 'Int'")]
    [InlineData("(declare-const Z Real)", "neither")]
    [InlineData("(declare-const X_99999999 Real)", "at most 16000000")]
    [InlineData("(assert (<= X_0 1)", "never closed")]
    [InlineData(")", "never opened")]
    [InlineData("word", "'word'")]
    [InlineData("()", "'()'")]
    [InlineData("(set-info |abc", "never ends")]
    public void What_is_no_box_is_refused_at_its_line(string command, string problem)
    {
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => Read(Declarations + Bounds + "\n" + command));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("line 7", refusal.Place);
    }

    [Theory]
    [InlineData("", "no input")]
    [InlineData("(declare-const X_1 Real)", "X_0 is not declared")]
    [InlineData("(declare-const X_0 Real)", "no lower bound")]
    [InlineData("(declare-const X_0 Real)(assert (>= X_0 1))", "no upper bound")]
    [InlineData("(declare-const X_0 Real)(assert (>= X_0 1))(assert (<= X_0 0))", "lies above")]
    [InlineData("(declare-const X_0 Real)(assert (>= X_0 0.1000000000000000000001))(assert (<= X_0 0.1))", "lies above")]
    [InlineData("(declare-const X_0 Real)(assert (>= X_0 1))(assert (<= X_0 1e309))", "float64")]
    public void A_box_that_is_incomplete_or_empty_is_refused(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused_before_the_stack_ends()
    {
        string nested = string.Concat(Enumerable.Repeat("(and ", 1_000_000));
        Assert.Contains(
            "nested", Assert.Throws<InvalidInputException>(() => Read(Declarations + $"(assert {nested}")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("-0.303531156")]
    [InlineData("0.67985776")]
    [InlineData("1e-400")]
    [InlineData("-1e-400")]
    [InlineData("4.9406564584124654e-324")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("0.500000000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("9007199254740993")]
    public void Decimals_are_rounded_outward_and_no_further(string text) => RequireTightest(text);

    [Fact]
    public void Random_decimals_are_rounded_outward_and_no_further()
    {
        var stream = new RandomStream(5, 0, StreamPurpose.Sampling);
        for (uint i = 0; i < 3000; i++)
        {
            string digits = (((ulong)stream.Word(4 * i) << 32) | stream.Word((4 * i) + 1)).ToString(CultureInfo.InvariantCulture);
            int point = (int)(stream.Word((4 * i) + 2) % (uint)digits.Length);
            int exponent = (int)(stream.Word((4 * i) + 3) % 660) - 340;
            RequireTightest(
                string.Create(
                    CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? "-" : "")}{digits[..point]}.{digits[point..]}e{(exponent > 280 ? 0 : exponent)}"));
        }
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        string text =
            Declarations + Bounds + "; comment\n(assert (and (<= X_0 0.5e0) (or (and (>= X_1 (- 1.5)))) (<= Y_0 Y_1)))\n(assert (or (and (<= "
                + "Y_0 1.0)) (and (<= Y_1 0))))\n";
        (int accepted, int refused) = Mutations.Check(Encoding.ASCII.GetBytes(text), file => VnnLibBox.Read(file, "damaged"));
        Assert.True(accepted > 100 && refused > 100, $"{accepted} accepted, {refused} refused");
    }

    /// <summary>lower ≤ number ≤ upper, and neither neighbour inward does as well, decided in whole numbers.</summary>
    private static void RequireTightest(string text)
    {
        VnnLibBox box = Read($"(declare-const X_0 Real)(assert (<= X_0 {text}))(assert (>= X_0 {text}))");
        (double lower, double upper) = (box.Lower[0], box.Upper[0]);
        Assert.True(Compare(lower, text) <= 0, $"{lower:R} > {text}");
        Assert.True(Compare(upper, text) >= 0, $"{upper:R} < {text}");
        Assert.True(lower == upper || double.BitIncrement(lower) == upper, $"[{lower:R}, {upper:R}] around {text} is too wide");
    }

    private static int Compare(double value, string text)
    {
        string[] parts = text.Split('e');
        int exponent = parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) exponent -= parts[0].Length - point - 1;
        BigInteger digits = BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        Dyadic written = Whole(digits * BigInteger.Pow(10, Math.Max(exponent, 0)));
        return (Dyadic.Of(value) * Whole(BigInteger.Pow(10, Math.Max(-exponent, 0)))).Compare(written);
    }

    private static Dyadic Whole(BigInteger number) => new(number, 0);

    private static VnnLibBox Read(string text) => VnnLibBox.Read(Encoding.ASCII.GetBytes(text), "test");
}
