using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Checker;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.Certificates;
using Espalier.Tests.Certificates.Exact;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Checker;

public sealed class ProofCheckTests
{
    private static readonly int Mutants = LongRun.Count("ESPALIER_MUTANTS", 1000);

    [Fact]
    [Slow]
    public void What_is_proved_is_accepted()
    {
        int whole = 0;
        for (int number = 0; number < 200; number++)
        {
            (DrawnPairs.Pair drawn, Certificate found, byte[]? proof) = Proof(number);
            if (proof is null) continue;
            CheckResult check = ProofCheck.Check(proof, drawn.A, drawn.B, threads: 1);
            if (check.Reason == "the two networks do not have the same layers") continue;

            // Where a bound is rounding alone, the checker's own rounding may not fit below it.
            if (found.Upper < 1e-14) continue;
            Assert.True(check.IsAccepted, $"pair {number} ({drawn.Kind}), {found.Lower:R} to {found.Upper:R}: {check.Reason}");
            (double exact, _) = ExactMaximum.Near(drawn.A, drawn.B, drawn.Box);
            double below = check.Claim!.Below ?? double.PositiveInfinity;
            Assert.True(exact <= (below * (1 + 1e-12)) + 1e-12, $"pair {number} ({drawn.Kind}): {below:R} is below {exact:R}");
            Assert.Equal(found.Lower > 0 ? found.Lower : null, check.Claim.Reaches);
            whole++;
        }

        Assert.True(whole > 100);
    }

    [Fact]
    [Slow]
    public void Signs_of_neurons_and_balls_are_checked_too()
    {
        int withSigns = 0;
        for (int number = 0; number < 40; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, mostInputs: 2, seed: 61);
            var question = new DifferenceQuestion(new BallDomain(drawn.Box.Middle(), 1));
            (_, byte[]? proof) = Certifier.Prove(
                new NetworkPair(drawn.A, drawn.B), question, new CertifierOptions(
                    Tolerance: 0.05, MostPieces: 300), threads: 1, new WitnessRounds(1));
            if (proof is null) continue;
            CheckResult check = ProofCheck.Check(proof, drawn.A, drawn.B, threads: 1);
            if (check.Reason == "the two networks do not have the same layers") continue;
            Assert.True(check.IsAccepted, $"pair {number} ({drawn.Kind}): {check.Reason}");
            if (Text(proof).Contains("\nsign ", StringComparison.Ordinal)) withSigns++;
        }

        Assert.True(withSigns > 5, $"only {withSigns} proofs divide by signs");
    }

    [Fact]
    [Slow]
    public void No_mutated_proof_is_accepted_that_states_what_is_false()
    {
        int accepted = 0, refused = 0, weaker = 0;
        var draw = new Random(5);
        List<(Network A, Network B, byte[] Proof)> proofs = [];
        for (int number = 0; number < 40; number++)
        {
            (DrawnPairs.Pair drawn, _, byte[]? proof) = Proof(number);
            if (proof is not null) proofs.Add((drawn.A, drawn.B, proof));
        }

        for (int number = 0; proofs.Count < 80; number++)
        {
            if (OperatorProof(number) is var (pair, proof) && pair.Inputs <= 12) proofs.Add((pair.A, pair.B, proof));
        }

        for (int mutant = 0; mutant < Mutants; mutant++)
        {
            (Network a, Network b, byte[] proof) = proofs[mutant % proofs.Count];
            byte[] changed = [.. proof];
            changed[draw.Next(changed.Length)] ^= (byte)(1 << draw.Next(7));
            Assert.False(ProofCheck.Check(changed, a, b, 1).IsAccepted, "a damaged file was accepted");

            // A forger writes a digest that fits.
            byte[] forged = Sealed(Forged(Text(proof), draw));
            CheckResult check = ProofCheck.Check(forged, a, b, 1);
            (accepted, refused) = check.IsAccepted ? (accepted + 1, refused) : (accepted, refused + 1);
            if (!check.IsAccepted) continue;
            RequireTrue(a, b, check.Claim!, draw);
            if (Follows(check.Claim!, ProofCheck.Check(proof, a, b, 1).Claim!)) weaker++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Mutants} damaged files were refused; of as many forged ones {refused} were. Of the {accepted} others {weaker} state what the original "
            + "states or less, and all state what no sample refutes.");
        Assert.True(accepted > 0 && refused > Mutants / 4, $"{accepted} accepted, {refused} refused");
    }

    /// <summary>Graphs of all operators that have a relaxation, curves among them.</summary>
    [Fact]
    [Slow]
    public void Proofs_over_every_operator_are_accepted()
    {
        int whole = 0;
        List<string> refused = [];
        var kinds = new HashSet<string>();
        for (int number = 0; number < 250; number++)
        {
            if (OperatorProof(number) is not var (pair, proof)) continue;
            CheckResult check = ProofCheck.Check(proof, pair.A, pair.B, threads: 2);
            if (check.Reason == "the two networks do not have the same layers") continue;
            whole++;
            if (!check.IsAccepted) refused.Add($"{number}: {check.Reason}");
            else kinds.UnionWith(pair.A.Nodes.Select(static node => node.Operator.Kind));
            RequireTrue(pair.A, pair.B, check.Claim!, new Random(number));
        }

        string[] needed =
        [
            "sigmoid", "tanh", "leakyrelu", "prelu", "clip", "maxpool", "avgpool", "batchnorm", "slice", "pad", "transpose", "expand", "mean",
            "convolution", "concat", "add", "sub", "split",
        ];
        Assert.Empty(needed.Except(kinds));
        Assert.True(refused.Count <= 0.02 * whole, $"{refused.Count} of {whole} proofs were refused: {string.Join("; ", refused)}");
    }

    /// <summary>e^−x, both curves and their slopes against the functions of the runtime.</summary>
    [Fact]
    public void Curves_are_enclosed()
    {
        for (double x = -40; x <= 40; x += 0.0137)
        {
            Enclosure power = Enclosure.ExpOfMinus(Math.Abs(x)), tanh = new Curve(IsTanh: true).At(x), sigmoid = new Curve(IsTanh: false).At(x);
            RequireAround(power, Math.Exp(-Math.Abs(x)));
            RequireAround(tanh, Math.Tanh(x));
            RequireAround(sigmoid, 1 / (1 + Math.Exp(-x)));
        }

        static void RequireAround(Enclosure found, double truth)
        {
            Assert.InRange(truth, found.Low - (4e-16 * Math.Abs(truth)), found.High + (4e-16 * Math.Abs(truth)));
            Assert.InRange(found.High - found.Low, 0, 1e-12);
        }
    }

    [Theory]
    [InlineData("below", 1 - 1e-9)]
    [InlineData("reaches", 1 + 1e-9)]
    public void A_billionth_too_much_is_refused(string word, double factor)
    {
        int refused = 0;
        for (int number = 0; number < 40; number++)
        {
            (DrawnPairs.Pair drawn, Certificate found, byte[]? proof) = Proof(number);
            if (proof is null || found.Lower == 0) continue;
            string[] lines = [.. Text(proof).Split('\n')];
            int at = Array.FindIndex(lines, line => line.StartsWith($"{word} ", StringComparison.Ordinal));
            if (at < 0) continue;
            (double exact, _) = ExactMaximum.Near(drawn.A, drawn.B, drawn.Box);
            lines[at] = string.Create(CultureInfo.InvariantCulture, $"{word} {(word == "below" ? exact : found.Lower) * factor:R}");
            Assert.False(ProofCheck.Check(Sealed(string.Join('\n', lines)), drawn.A, drawn.B, 1).IsAccepted, $"pair {number}");
            refused++;
        }

        Assert.True(refused > 10);
    }

    [Fact]
    public void Strips_enclose_the_difference_of_two_ReLUs() =>
        Gen.Select(Gen.Double[-2, 2], Gen.Double[0, 2], Gen.Double[-2, 2], Gen.Double[0, 2]).Sample(
        (lowB, widthB, lowD, widthD) =>
        {
            (double Lower, double Upper) b = (lowB, lowB + widthB), d = (lowD, lowD + widthD), a = (lowB + lowD, b.Upper + d.Upper);
            var strip = Strip.Difference(a, b, d);
            for (int i = 0; i <= 16; i++)
            {
                for (int k = 0; k <= 16; k++)
                {
                    double x = lowB + (widthB * i / 16), y = lowD + (widthD * k / 16);
                    double value = Math.Max(x + y, 0) - Math.Max(x, 0);
                    double middle = (strip.SlopeD * y) + (strip.SlopeB * x) + strip.Middle;
                    Assert.InRange(value, middle - strip.Half - 1e-14, middle + strip.Half + 1e-14);
                }
            }
        });

    [Theory]
    [InlineData("")]
    [InlineData("espalier proof 1\n")]
    [InlineData("espalier proof 2\nbox\nlower 0\nupper 1\nlargest\nbelow 1\n.\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper 1 2\nlargest\nbelow 1\n.\n")]
    [InlineData("espalier proof 1\nbox\nlower 1\nupper 0\nlargest\nbelow 1\n.\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper NaN\nlargest\nbelow 1\n.\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper 1\nlargest\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper 1\nlargest\nbelow 1\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper 1\nlargest\nbelow 1\nsplit 0 0.5\n.\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper 1\nlargest\nbelow 1\nsplit 0 1.5\n.\n.\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper 1\nlargest\nbelow 1\n.\n.\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper 1\noutput 9\nbelow 1\n.\n")]
    [InlineData("espalier proof 1\nball\ncentre 0\nradius -1\nlargest\nbelow 1\n.\n")]
    [InlineData("espalier proof 1\nball\ncentre 0\nradius\nlargest\nbelow 1\n.\n")]
    [InlineData("espalier proof 1\nbox\nlower 0\nupper 1\noutput\nbelow 1e300\n.\n")]
    public void What_is_no_proof_is_refused(string text)
    {
        DrawnPairs.Pair drawn = DrawnPairs.At(Enumerable.Range(0, 100).First(n => DrawnPairs.At(n).A.InputShape.Length == 1));
        Assert.False(ProofCheck.Check(Sealed(text), drawn.A, drawn.B, 1).IsAccepted);
        Assert.False(ProofCheck.Check(Encoding.ASCII.GetBytes(text), drawn.A, drawn.B, 1).IsAccepted);
    }

    /// <summary>A tree takes no more memory than the file that holds it, however deep it is.</summary>
    [Theory]
    [InlineData("sign A 0 0\n", ".\n", 3000)]
    [InlineData("split 0 0.5\n", "split 0 0.5\n.\n.\n", 3000)]
    public void A_deep_tree_takes_little_memory(string division, string leaf, int depth)
    {
        string inputs = string.Join(' ', Enumerable.Repeat("0", 1000)), ends = string.Join(' ', Enumerable.Repeat("1", 1000));
        string tree = string.Concat(Enumerable.Repeat(division, depth)) + string.Concat(Enumerable.Repeat(leaf, depth)) + ".\n";
        byte[] proof = Sealed($"espalier proof 1\nbox\nlower {inputs}\nupper {ends}\nlargest\nbelow 1\n{tree}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        (_, List<Leaf> leaves) = ProofFile.Parse(proof);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * proof.Length);
        Assert.True(leaves.Count > depth);
    }

    /// <summary>Scale and variance are finite, but what they make of each other is not: whole numbers must not take it for a number.</summary>
    [Fact]
    public void A_factor_that_is_not_finite_is_refused()
    {
        static Tensor One(double value) => new(new Shape(1), [value]);
        static Network Normalised(double scale, double variance) => new(new Shape(1), new BatchNorm(One(scale), null, One(0), One(variance), 0));
        Network infinite = Normalised(1e300, 1e-300), one = Normalised(1, 1);
        byte[] proof = Sealed("espalier proof 1\nbox\nlower 1\nupper 1\nlargest\nreaches 1\nat 1\n");
        Assert.False(ProofCheck.Check(proof, infinite, one, 1).IsAccepted);
        Assert.Contains("not a number", Assert.Throws<InvalidInputException>(() => new NetworkPair(infinite, one)).Message, StringComparison.Ordinal);
    }

    /// <summary>Forms of more numbers than an array holds.</summary>
    [Fact]
    public void Networks_that_are_too_large_are_refused()
    {
        var wide = new Network(new Shape(50_000), new Relu());
        string inputs = string.Join(' ', Enumerable.Repeat("0", 50_000));
        byte[] proof = Sealed($"espalier proof 1\nbox\nlower {inputs}\nupper {inputs}\nlargest\nbelow 1\n.\n");
        CheckResult check = ProofCheck.Check(proof, wide, wide, 1);
        Assert.False(check.IsAccepted);
        Assert.Contains("too large", check.Reason, StringComparison.Ordinal);
    }

    private static (DrawnPairs.Pair Drawn, Certificate Found, byte[]? Bytes) Proof(int number)
    {
        DrawnPairs.Pair drawn = DrawnPairs.At(number, mostWidth: 5, seed: 51);
        (Certificate found, byte[]? proof) = Certifier.Prove(
            new NetworkPair(drawn.A, drawn.B),
            new DifferenceQuestion(drawn.Box),
            new CertifierOptions(Tolerance: 0.02, MostPieces: 200),
            threads: 1,
            new WitnessRounds(1));
        return (drawn, found, proof);
    }

    private static (NetworkPair Pair, byte[] Proof)? OperatorProof(int number)
    {
        if (OperatorPairs.Draw(number) is not var (pair, box, _) || pair.Inputs > 100) return null;
        (_, byte[]? proof) = Certifier.Prove(
            pair, new DifferenceQuestion(box), new CertifierOptions(Tolerance: 0.02, MostPieces: 8), threads: 1, new WitnessRounds(1));
        return proof is null ? null : (pair, proof);
    }

    private static string Text(byte[] proof)
    {
        string text = Encoding.ASCII.GetString(proof);
        return text[..text.LastIndexOf("sha256 ", StringComparison.Ordinal)];
    }

    private static byte[] Sealed(string text)
    {
        byte[] content = Encoding.ASCII.GetBytes(text);
        return [.. content, .. Encoding.ASCII.GetBytes($"sha256 {Convert.ToHexStringLower(SHA256.HashData(content))}\n")];
    }

    /// <summary>A number, a line or a letter is another.</summary>
    private static string Forged(string text, Random draw)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        int at = draw.Next(lines.Length);
        switch (draw.Next(4))
        {
            case 0:
                string[] words = lines[at].Split(' ');
                int word = draw.Next(words.Length);
                if (!double.TryParse(words[word], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) goto default;
                double[] others = [-value, value * (0.5 + draw.NextDouble()), value * 0.999, value * 1.001, value + 1, value - 1, 0];
                words[word] = others[draw.Next(others.Length)].ToString("R", CultureInfo.InvariantCulture);
                lines[at] = string.Join(' ', words);
                break;
            case 1:
                lines[at] = lines[draw.Next(lines.Length)];
                break;
            case 2:
                lines = [.. lines[..at], .. lines[(at + 1)..]];
                break;
            default:
                char[] letters = lines[at].ToCharArray();
                if (letters.Length > 0) letters[draw.Next(letters.Length)] = "0123456789.-e AB"[draw.Next(16)];
                lines[at] = new string(letters);
                break;
        }

        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Whether a claim says no more than another one.</summary>
    private static bool Follows(Claim claim, Claim original)
    {
        bool isInside = claim.IsBall == original.IsBall && claim.Radius <= original.Radius && (claim.IsBall
            ? claim.Lower.SequenceEqual(original.Lower)
            : claim.Lower.Zip(original.Lower, (x, y) => x >= y).All(x => x) && claim.Upper.Zip(original.Upper, (x, y) => x <= y).All(x => x));
        bool isBelow = claim.Below is null
            || (isInside && claim.Below >= original.Below && (original.Output is null || original.Output == claim.Output));
        bool reaches = claim.Reaches is null || (claim.Reaches <= original.Reaches && claim.Point!.SequenceEqual(original.Point!)
            && (claim.Output is null || claim.Output == original.Output));
        return isBelow && reaches;
    }

    /// <summary>Tries to refute what was accepted, at its witness and at points of the domain that it speaks of.</summary>
    private static void RequireTrue(Network a, Network b, Claim claim, Random draw)
    {
        if (claim.Reaches is { } reached)
            Assert.True(Difference(a, b, claim.Point!, claim.Output) >= (reached * (1 - 1e-12)) - 1e-13, "an accepted witness is none");
        if (claim.Below is not { } below) return;
        for (int i = 0; i < 40; i++)
        {
            double[] point = [.. claim.Lower.Zip(claim.Upper, (low, high) => low + ((high - low) * (i < 8 ? draw.Next(2) : draw.NextDouble())))];
            Assert.True(Difference(a, b, point, claim.Output) <= (below * (1 + 1e-12)) + 1e-13, "what was accepted is false");
        }
    }

    private static double Difference(Network a, Network b, double[] point, int? output) =>
        ExactMaximum.Norm(Outputs.Difference(a, b, point), OutputNorm.Largest, output);
}
