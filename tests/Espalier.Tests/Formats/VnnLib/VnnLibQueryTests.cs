using System.Text;
using Espalier.Formats.VnnLib;
using Espalier.Numerics.Conditions;

namespace Espalier.Tests.Formats.VnnLib;

public sealed class VnnLibQueryTests
{
    private const string Declarations = """
        (vnnlib-version <2.0>)
        (declare-network f (declare-input X_f real [1, 2]) (declare-output Y_f real [2]))
        (declare-network g (isomorphic-to f) (declare-input X_g real [1,2]) (declare-output Y_g real [2]))

        """;

    [Fact]
    public void Networks_tensors_and_their_relation_are_read()
    {
        VnnLibQuery query = Read(
            Declarations + "(declare-network h (equal-to g) (declare-input A Real []) (declare-input B float32 [3]) (declare-output C real [2,2]))");
        Assert.Equal(["f", "g", "h"], query.Networks.Select(network => network.Name));
        Assert.Equal([(null, null), (0, null), (null, 1)], query.Networks.Select(network => (network.IsomorphicTo, network.EqualTo)));
        Assert.Equal([("A", 8, 1), ("B", 9, 3)], query.Networks[2].Inputs.Select(tensor => (tensor.Name, tensor.First, tensor.Length)));
        Assert.Equal((12, 4), (query.Networks[2].Outputs[0].First, query.Networks[2].Outputs[0].Length));
        Assert.Equal(2, query.Version);
    }

    [Theory]
    [InlineData("(<= X_f[0,1] 2.5)", "-1x1 + 2.5 >= 0")]
    [InlineData("(>= X_f [0, 1] 2.5)", "1x1 + -2.5 >= 0")]
    [InlineData("(> Y_g[1] (+ Y_f[1] 0.05))", "-1x3 + 1x7 + -0.05 > 0")]
    [InlineData("(< (* 2.0 Y_g[0] -0.5) (- Y_f[0] Y_g[1] 1))", "1x2 + 1x6 + -1x7 + -1 > 0")]
    [InlineData("(<= (- Y_f[0]) (- 3))", "1x2 + -3 >= 0")]
    [InlineData("(>= (+ Y_f[0] Y_f[0] (- Y_f[1] Y_f[0])) 1e-3)", "1x2 + 1x3 + -0.001 >= 0")]
    [InlineData("(== X_f[0,0] X_g[0,0])", "all(1x0 + -1x4 + 0 >= 0, -1x0 + 1x4 + 0 >= 0)")]
    [InlineData("(!= Y_f[0] 1)", "any(1x2 + -1 > 0, -1x2 + 1 > 0)")]
    [InlineData("(or (<= Y_f[0] 0) (and (>= Y_f[0] 1) (> Y_f[1] 2)))", "any(-1x2 + 0 >= 0, all(1x2 + -1 >= 0, 1x3 + -2 > 0))")]
    public void Formulas_become_linear_conditions(string formula, string expected) =>
        Assert.Equal(expected, Text(Read($"{Declarations}(assert {formula})").Assertions.Single().Condition));

    /// <summary>Each factor stands in the file once and meets every input.</summary>
    [Fact]
    public void Products_of_long_numbers_are_refused()
    {
        string digits = new('7', 1900);
        string products = string.Concat(Enumerable.Repeat($"(* {digits} ", 5)) + "(+ Y_f[0] Y_f[1])" + new string(')', 5);
        Assert.Contains(
            "too many digits", Assert.Throws<InvalidInputException>(() => Read($"{Declarations}(assert (<= {products} 0))")).Message);
    }

    [Fact]
    public void A_negation_turns_all_around()
    {
        Condition condition = Read($"{Declarations}(assert (and (<= Y_f[0] 1) (or (< Y_f[1] 2) (>= Y_g[0] 3))))").Assertions.Single().Condition;
        Assert.Equal("any(1x2 + -1 > 0, all(1x3 + -2 >= 0, -1x6 + 3 > 0))", Text(condition.Negation));
        Assert.Equal(Text(condition), Text(condition.Negation.Negation));
    }

    [Theory]
    [InlineData("(assert (<= X_f[0] 1))", "2 indices")]
    [InlineData("(assert (<= X_f 1))", "2 indices")]
    [InlineData("(assert (<= X_f[0,2] 1))", "outside of [1, 2]")]
    [InlineData("(assert (<= X_f[0,-1] 1))", "2 indices")]
    [InlineData("(assert (<= X_f[0,1 1))", "bracket")]
    [InlineData("(assert (<= Z[0] 1))", "'Z[0]' is not declared")]
    [InlineData("(assert (<= (* Y_f[0] Y_g[0]) 1))", "multiplied")]
    [InlineData("(assert (<= (/ Y_f[0] 2) 1))", "linear expression")]
    [InlineData("(assert (<= 1 2))", "no input and no output")]
    [InlineData("(assert (not (<= Y_f[0] 1)))", "'not'")]
    [InlineData("(assert (<= Y_f[0]))", "'<='")]
    [InlineData("(assert (<= Y_f[0] 1 2))", "'<='")]
    [InlineData("(assert (or))", "'or'")]
    [InlineData("(assert (<= Y_f[0] (+)))", "'+'")]
    [InlineData("(declare-const X_0 Real)", "no network")]
    [InlineData("(declare-network f (declare-input A real [1]) (declare-output B real [1]))", "twice")]
    [InlineData("(declare-network k (declare-input X_f real [1]) (declare-output B real [1]))", "twice")]
    [InlineData("(declare-network k (declare-input A int8 [1]) (declare-output B real [1]))", "type")]
    [InlineData("(declare-network k (declare-input A real [0]) (declare-output B real [1]))", "extents")]
    [InlineData("(declare-network k (declare-input A real [99999,99999,99999]) (declare-output B real [1]))", "more than")]
    [InlineData("(declare-network k (declare-input A real [1]))", "no output")]
    [InlineData("(declare-network k (equal-to z) (declare-input A real [1]) (declare-output B real [1]))", "no earlier network")]
    [
        InlineData(
            "(declare-network k (declare-input A real [1]) (declare-hidden H real [1] \"h\") (declare-output B real [1]))", "inside of a network"),
    ]
    [InlineData("(vnnlib-version <3.0>)", "version")]
    [InlineData("(assert (<= (* 1e4000 1e4000 1e4000 Y_f[0]) 1))", "too many digits")]
    public void What_is_not_understood_is_refused_at_its_line(string command, string problem)
    {
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => Read(Declarations + command));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("line 4", refusal.Place);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        string text = Declarations + """
            (assert (and (<= X_f[0,0] 0.5e0) (or (>= X_g [0 , 1] (- 1.5)) (< Y_f[0] (+ Y_g[1] (* 2.0 0.25))))))
            (assert (== X_f[0,1] X_g[0,1])) ; comment
            """;
        (int accepted, int refused) = Mutations.Check(
            Encoding.ASCII.GetBytes(text), file => _ = VnnLibQuery.Read(file, "damaged").Condition.Negation);
        Assert.True(accepted > 100 && refused > 100, $"{accepted} accepted, {refused} refused");
    }

    [Slow]
    [Fact]
    public void Long_sums_and_deep_brackets_take_no_longer_than_they_should()
    {
        string sum = string.Concat(Enumerable.Repeat(" Y_f[0] Y_f[1]", 200_000));
        Assert.Equal("200000x2 + 200000x3 + 0 >= 0", Text(Read($"{Declarations}(assert (>= (+{sum}) 0))").Assertions.Single().Condition));
        Assert.Contains(
            "nested",
            Assert.Throws<InvalidInputException>(
                () => Read($"{Declarations}(assert (<= {string.Concat(Enumerable.Repeat("(+ ", 1_000_000))}")).Message,
            StringComparison.Ordinal);
    }

    private static string Text(Condition condition) => condition switch
    {
        NonNegative part =>
            $"{string.Concat(part.Form.Factors.Select(each => $"{each.Value}x{each.Key} + "))}{part.Form.Constant} {(part.IsStrict ? ">" : ">=")} 0",
        AllOf all => $"all({string.Join(", ", all.Parts.Select(Text))})",
        _ => $"any({string.Join(", ", ((AnyOf)condition).Parts.Select(Text))})",
    };

    private static VnnLibQuery Read(string text) => VnnLibQuery.Read(Encoding.ASCII.GetBytes(text), "test");
}
