using System.CommandLine;
using Espalier.Certificates;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Tickets.Forms;
using Espalier.Work.Certificates;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Certificates;

/// <summary><c>espalier certify A B</c>: how far apart two networks can be over a domain, from both sides.</summary>
internal sealed class CertifyCommand
{
    private const int LongestWitness = 32;

    private readonly Argument<string> _first = ModelOptions.Model("A");
    private readonly Argument<string?> _second = new("B")
    {
        Description = "the network or ticket that it is compared with; none where the --vnnlib file is about one network",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<double> _ball = Options.Number(
        "--ball", "R", "the Euclidean ball of radius R around --centre", expected: "a finite radius of at least 0", accepts: r => r >= 0);
    private readonly Option<double[][]> _box = Options.Ends(
        "--box", "LO HI", "all inputs from LO to HI: one number for all of them, or a comma list");
    private readonly Option<double> _within = Options.Number(
        "--within",
        "W",
        "the box of all inputs within W of --centre, input by input",
        expected: "a finite number of at least 0",
        accepts: w => w >= 0);
    private readonly Option<string?> _vnnlib = Options.Text(
        "--vnnlib", "FILE", "a VNN-LIB query, answered by sat, unsat or unknown; of one about a single network, where two are given, the input box");
    private readonly Option<bool> _negate = Options.Flag(
        "--negate", "with --vnnlib: look for inputs that break what the file asserts of outputs, for files that state what ought to hold");
    private readonly Option<string?> _centre = Options.Text(
        "--centre", "X,…|FILE", "one input: a comma list of numbers, or a .npy or .json file [default for --ball: 0]");
    private readonly Option<int> _output = Options.Integer("--output", "K", "only output K, counted from 0 [default: all]");
    private readonly Choice<Norm> _norm = Options.Choice<Norm>(
        "--norm", "how outputs are measured: the largest difference, or the Euclidean norm", Norm.Linf);
    private readonly Option<double> _epsilon = Options.Number(
        "--epsilon", "E", "decide whether the difference stays below E", expected: "a finite number above 0", accepts: e => e > 0);
    private readonly Option<bool> _top1 = Options.Flag("--top1", "decide whether A's predicted class is B's too, everywhere");
    private readonly Option<double> _confidence = Options.Number(
        "--confidence",
        "D",
        "with --top1: only where A's softmax share of its class is at least D",
        expected: "a number between 0 and 1",
        accepts: d => d is > 0 and < 1);
    private readonly Option<double> _margin = Options.Number(
        "--margin",
        "M",
        "with --top1: only where A's largest output is at least M above the others",
        0,
        "a finite number of at least 0",
        m => m >= 0);
    private readonly Option<string?> _proof = Options.Text("--proof", "FILE", "write a proof that 'espalier certify check' accepts");
    private readonly Option<double> _limit = Options.TimeLimit();
    private readonly Option<double> _tolerance = Options.Number(
        "--tolerance", "T", "stop when the upper bound exceeds the lower one by at most this share", 0.01, "a number of at least 0", t => t >= 0);
    private readonly Option<int> _pieces = Options.Integer(
        "--pieces", "N", "stop after bounding N pieces of the domain, with the same answer on every machine", minimum: 1);
    private readonly Choice<TicketForm> _form = ModelOptions.Form();
    private readonly Option<string?> _architecture = ModelOptions.Architecture();

    private enum Norm
    {
        L2 = 0,
        Linf = 1,
    }

    public static Command Create()
    {
        var command = new CertifyCommand();
        return new Verb(
            "certify", "Bound from both sides how far apart two networks can be", "espalier certify model.onnx model.ticket --box 0 1 --epsilon 0.05")
        {
            command._first, command._second, command._top1, command._confidence, command._margin, command._output,
            command._norm, command._epsilon, command._limit, command._pieces, command._tolerance, command._form,
            command._architecture, command._ball, command._box, command._within, command._vnnlib, command._negate,
            command._centre, command._proof, CheckCommand.Create(),
        }.Runs(command.Run);
    }

    private Answer Run(Call call)
    {
        string? second = call.Optional(_second);
        if (call.Value(_vnnlib) is { } file && (second is null || call.Value(_negate) || QueryJob.IsAboutTwo(file)))
        {
            if (call.Given(_proof)) throw new InvalidInputException("--proof", null, "the answer to a query has no proof file", "leave it out");
            return call.Do(new QueryJob(), Query(call, file, second), ShowQuery);
        }

        if (call.Value(_negate))
            throw new InvalidInputException("--negate", null, "there is no query whose assertions it could negate", "give --vnnlib");
        if (second is null) throw new InvalidInputException("certify", null, "B is missing", "give two networks, or --vnnlib about one");
        if (call.Value(_top1)) return call.Do(new ClassesJob(), Request(call, second), ShowClasses);
        if (call.Given(_confidence) || call.Given(_margin))
            throw new InvalidInputException(call.Given(_margin) ? "--margin" : "--confidence", null, "it speaks of classes", "give --top1");
        return call.Do(new CertifyJob(), Request(call, second), Show);
    }

    private QueryRequest Query(Call call, string file, string? second) => new()
    {
        A = call.Value(_first),
        B = second,
        Vnnlib = file,
        Negate = call.Value(_negate),
        TimeLimit = call.Maybe(_limit),
        Pieces = call.Maybe(_pieces),
        Form = call.Value(_form),
        Architecture = call.Value(_architecture),
    };

    /// <summary>As the format's standard wants it printed, so that a script may pass it on.</summary>
    private static void ShowQuery(QueryAnswer found, Page page)
    {
        page.Line(Words.Of(found.Answer));
        if (found.Assignment is not { } tensors) return;
        if (found.Version == 1) page.Line("(");
        foreach (QueryTensor tensor in tensors)
        {
            if (found.Version > 1) page.Line($"{tensor.Name} {tensor.Type} [{string.Join(',', tensor.Shape)}]");
            for (int i = 0; i < tensor.Values.Length; i++)
                page.Line(found.Version > 1 ? tensor.Values[i] : $"({tensor.Name}_{i} {tensor.Values[i]})");
        }

        if (found.Version == 1) page.Line(")");
    }

    private CertifyRequest Request(Call call, string second) => new()
    {
        A = call.Value(_first),
        B = second,
        Ball = call.Maybe(_ball),
        Box = call.Maybe(_box),
        Within = call.Maybe(_within),
        Vnnlib = call.Value(_vnnlib),
        Centre = call.Value(_centre),
        Output = call.Maybe(_output),
        Norm = call.Value(_norm) == Norm.L2 ? OutputNorm.Euclidean : OutputNorm.Largest,
        Epsilon = call.Maybe(_epsilon),
        Confidence = call.Maybe(_confidence),
        Margin = call.Value(_margin),
        Tolerance = call.Value(_tolerance),
        Pieces = call.Maybe(_pieces),
        Proof = call.Value(_proof),
        TimeLimit = call.Maybe(_limit),
        Form = call.Value(_form),
        Architecture = call.Value(_architecture),
    };

    private static void ShowClasses(ClassesAnswer found, Page page) => page.Fields(
        ("status", found.Status switch
        {
            CertifiedStatus.Proved => "proved: the same class everywhere",
            CertifiedStatus.Refuted => $"refuted: class {found.ClassA} at the witness, and {found.ClassB}",
            _ => "not decided: neither proved nor refuted",
        }),
        ("method", found.Method),
        ("splits", Numerals.Text(found.Splits)),
        ("seconds", Numerals.Short(Math.Round(found.Seconds, 3))),
        ("witness", Witness(found.Witness)));

    private static void Show(CertifyAnswer found, Page page) => page.Fields(
        ("difference at least", Numerals.Short(found.Lower)),
        ("difference met", found.Met is { } met ? $"{Numerals.Short(met)} in float64, whose rounding leaves nothing proved" : string.Empty),
        ("difference at most", Numerals.Short(found.Upper)),
        ("upper / lower", found.Lower > 0 ? Numerals.Short(Math.Round(found.Upper / found.Lower, 4)) : string.Empty),
        ("upper / met", found.Met > 0 ? Numerals.Short(found.Upper / found.Met.Value) : string.Empty),
        ("status", Meaning(found)),
        ("method", found.Method),
        ("splits", Numerals.Text(found.Splits)),
        ("seconds", Numerals.Short(Math.Round(found.Seconds, 3))),
        ("witness", Witness(found.Witness)));

    private static string Witness(double[]? point) => point switch
    {
        null => string.Empty,
        { Length: <= LongestWitness } => string.Join(' ', point.Select(Numerals.Short)),
        _ => $"an input of {point.Length} numbers; --json prints it",
    };

    private static string Meaning(CertifyAnswer found) => found.Status switch
    {
        CertifiedStatus.Closed => "closed: the bounds are as close as was asked for",
        CertifiedStatus.Proved => $"proved: below {Numerals.Text(found.Epsilon!.Value)} everywhere",
        CertifiedStatus.Refuted => $"refuted: the witness reaches {Numerals.Text(found.Epsilon!.Value)}",
        CertifiedStatus.Undecided => $"not decided: neither proved below {Numerals.Text(found.Epsilon!.Value)} nor refuted",
        CertifiedStatus.Limit => "limit: the bounds hold, but could be closer",
        _ => "cancelled: the bounds hold, but could be closer",
    };
}
