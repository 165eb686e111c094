using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Espalier.Checker;

/// <summary>Reads a proof file: a claim, and a tree that divides its domain into leaves.</summary>
/// <remarks>docs/certificates.md describes the lines. The last one holds the SHA-256 of all before it, against accidents, not against
/// forgers.</remarks>
internal sealed class ProofFile
{
    private const string Title = "espalier proof 1";
    private const int MostInputs = 1 << 20;
    private const int MostDepth = 100_000;

    private readonly string[] _lines;
    private int _at;

    private ProofFile(string[] lines) => _lines = lines;

    /// <summary>The claim and the leaves.</summary>
    /// <exception cref="RefusalException">The file is no proof, or damaged.</exception>
    public static (Claim Claim, List<Leaf> Leaves) Parse(byte[] content)
    {
        string text = Encoding.ASCII.GetString(content);
        int end = text.LastIndexOf("sha256 ", StringComparison.Ordinal);
        if (end < 0 || text.AsSpan(end) is not ['s', 'h', 'a', '2', '5', '6', ' ', .. var digest, '\n'])
            throw new RefusalException("the file is not complete");
        if (!digest.SequenceEqual(Convert.ToHexStringLower(SHA256.HashData(content.AsSpan(0, end)))))
            throw new RefusalException("the file is damaged: its digest is another");
        var file = new ProofFile(text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Claim claim = file.ReadClaim();
        List<Leaf> leaves = claim.Below is null ? [] : file.ReadTree(claim);
        return file._at == file._lines.Length ? (claim, leaves) : throw new RefusalException("something stands behind the tree");
    }

    private string[] Next(params ReadOnlySpan<string> heads)
    {
        if (_at == _lines.Length) throw new RefusalException("the file ends too early");
        string[] words = _lines[_at++].Split(' ');
        return heads.Contains(words[0]) ? words : throw Wrong();
    }

    private double NumberOf(string head) => Next(head) is [_, var number] ? Number(number) : throw Wrong();

    private double? NumberIf(string head) =>
        _at < _lines.Length && _lines[_at].StartsWith(head + " ", StringComparison.Ordinal) ? NumberOf(head) : null;

    private RefusalException Wrong() => new(string.Create(CultureInfo.InvariantCulture, $"line {_at} is not understood"));

    private Claim ReadClaim()
    {
        if (_lines.Length == 0 || _lines[_at++] != Title) throw new RefusalException("the file is no proof of this version");
        string[] words = Next("box", "ball");
        double[] lower, upper;
        double radius = 0;
        bool isBall = words[0] == "ball";
        if (isBall)
        {
            lower = upper = Numbers(Next("centre"), 1);
            radius = NumberOf("radius");
            if (!(radius >= 0)) throw Wrong();
        }
        else
        {
            (lower, upper) = (Numbers(Next("lower"), 1), Numbers(Next("upper"), 1));
            if (lower.Length != upper.Length || lower.Zip(upper).Any(static side => side.First > side.Second)) throw Wrong();
        }

        int? output = Next("largest", "output") switch
        {
            ["largest"] => null,
            ["output", var number] => Index(number),
            _ => throw Wrong(),
        };
        double? below = NumberIf("below"), reaches = NumberIf("reaches");
        double[]? point = reaches is null ? null : Numbers(Next("at"), 1);
        if (point is not null && point.Length != lower.Length) throw Wrong();
        if (below is null && reaches is null) throw new RefusalException("the file states nothing");
        return new Claim(isBall, lower, upper, radius, output, below, reaches, point);
    }

    private List<Leaf> ReadTree(Claim claim)
    {
        var leaves = new List<Leaf>();
        var open = new Stack<Limit?>();
        open.Push(null);
        while (open.TryPop(out Limit? part))
        {
            string[] words = Next("split", "sign", ".");
            if (part?.Depth == MostDepth) throw new RefusalException("the tree is too deep");
            if (words[0] == ".")
            {
                leaves.Add(new Leaf(part, [.. words.Skip(1).Select(Factor)]));
            }
            else if (words is ["split", var input, var place])
            {
                (int i, double at) = (Index(input), Number(place));
                if (claim.IsBall || i >= claim.Inputs || !Holds(part, claim, i, at)) throw Wrong();
                open.Push(new Limit(part, i, at, IsUpper: false, default));
                open.Push(new Limit(part, i, at, IsUpper: true, default));
            }
            else if (words is ["sign", ("A" or "B") and var network, var relu, var row])
            {
                var clamp = new Clamp(Index(relu), Index(row), network == "A", Positive: true);
                open.Push(new Limit(part, -1, 0, IsUpper: false, clamp with { Positive = false }));
                open.Push(new Limit(part, -1, 0, IsUpper: false, clamp));
            }
            else
            {
                throw Wrong();
            }
        }

        return leaves;
    }

    /// <summary>Whether a part holds a value of an input.</summary>
    private static bool Holds(Limit? part, Claim claim, int input, double value)
    {
        if (!(claim.Lower[input] <= value && value <= claim.Upper[input])) return false;
        for (; part is not null; part = part.Before)
            if (part.Input == input && !(part.IsUpper ? value <= part.End : value >= part.End)) return false;
        return true;
    }

    /// <summary>row, sign, known form and factor: 3:-:0:0.25.</summary>
    private Multiplier Factor(string text) =>
        text.Split(':') is [var row, ("+" or "-") and var sign, var clamp, var factor]
            ? new Multiplier(Index(row), sign == "+" ? 1 : -1, Index(clamp), Number(factor))
            : throw Wrong();

    private double[] Numbers(string[] words, int from) =>
        words.Length - from is > 0 and <= MostInputs ? [.. words.Skip(from).Select(Number)] : throw Wrong();

    private double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : throw Wrong();

    private int Index(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Wrong();
}
