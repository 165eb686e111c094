using Espalier.Certificates;
using Espalier.Lab.Clusters;
using Espalier.Web.Files;
using Espalier.Web.Jobs;
using Espalier.Web.Parts;
using Espalier.Work.Certificates;
using Espalier.Work.Inputs;

namespace Espalier.Web.Certificates;

/// <summary>Over which inputs two networks are compared.</summary>
public enum DomainKind
{
    /// <summary>All inputs between two numbers.</summary>
    Box,

    /// <summary>All inputs near one, input by input.</summary>
    Within,

    /// <summary>A Euclidean ball.</summary>
    Ball,

    /// <summary>What a VNN-LIB file says.</summary>
    Vnnlib,
}

/// <summary>What the page of certificates asks and shows; it stands in the address.</summary>
public sealed record CertificateView
{
    /// <summary>The page.</summary>
    public const string Path = "/certificates";

    private const double UsualSeconds = 60;
    private const double UsualTolerance = 0.01;
    private const double Huge = 1e12;

    /// <summary>One network or ticket, or empty.</summary>
    public string A { get; init; } = "";

    /// <summary>The other.</summary>
    public string B { get; init; } = "";

    /// <summary>The kind of domain.</summary>
    public DomainKind Domain { get; init; }

    /// <summary>The lower end of a box.</summary>
    public double Low { get; init; }

    /// <summary>The upper end of a box.</summary>
    public double High { get; init; } = 1;

    /// <summary>The radius of a ball, or of a box around an input.</summary>
    public double Radius { get; init; } = 0.1;

    /// <summary>The input in the middle, as numbers with commas; empty for 0 of a ball.</summary>
    public string Centre { get; init; } = "";

    /// <summary>The file of the input in the middle, or of the VNN-LIB property; or empty.</summary>
    public string File { get; init; } = "";

    /// <summary>Whether predicted classes are compared instead of outputs.</summary>
    public bool IsOfClasses { get; init; }

    /// <summary>How sure the first network has to be of its class, as a softmax share; 0 for not at all.</summary>
    public double Confidence { get; init; }

    /// <summary>The number that the difference is to stay below; 0 for bounds alone.</summary>
    public double Epsilon { get; init; }

    /// <summary>Stop when the bounds are so near to each other.</summary>
    public double Tolerance { get; init; } = UsualTolerance;

    /// <summary>The Euclidean norm of the outputs instead of the largest.</summary>
    public bool IsEuclidean { get; init; }

    /// <summary>Whether a proof is written.</summary>
    public bool HasProof { get; init; }

    /// <summary>How long at most.</summary>
    public double Seconds { get; init; } = UsualSeconds;

    /// <summary>The job, or empty.</summary>
    public string Job { get; init; } = "";

    /// <summary>The job that checks a proof of it, or empty.</summary>
    public string Check { get; init; } = "";

    /// <summary>Reads what stands after the question mark.</summary>
    public static CertificateView Of(string query)
    {
        var read = new AddressReader(query);
        return new()
        {
            A = read.Text("a"),
            B = read.Text("b"),
            Domain = read.Choice("domain", DomainKind.Box),
            Low = read.Number("low", -Huge, Huge, 0),
            High = read.Number("high", -Huge, Huge, 1),
            Radius = read.Number("radius", 0, Huge, 0.1),
            Centre = read.Text("centre"),
            File = read.Text("file"),
            IsOfClasses = read.Flag("classes"),
            Confidence = read.Number("confidence", 0, 0.999999, 0),
            Epsilon = read.Number("epsilon", 0, Huge, 0),
            Tolerance = read.Number("tolerance", 0, 100, UsualTolerance),
            IsEuclidean = read.Flag("l2"),
            HasProof = read.Flag("proof"),
            Seconds = read.Number("seconds", 1, 3600, UsualSeconds),
            Job = read.Text("job"),
            Check = read.Text("check"),
        };
    }

    /// <summary>The address.</summary>
    public string Address => AddressWriter.Write(
        Path,
        ("a", A),
        ("b", B),
        ("domain", AddressWriter.Word(Domain, DomainKind.Box)),
        ("low", AddressWriter.Number(Low, 0)),
        ("high", AddressWriter.Number(High, 1)),
        ("radius", AddressWriter.Number(Radius, 0.1)),
        ("centre", Centre),
        ("file", File),
        ("classes", AddressWriter.Flag(IsOfClasses)),
        ("confidence", AddressWriter.Number(Confidence, 0)),
        ("epsilon", AddressWriter.Number(Epsilon, 0)),
        ("tolerance", AddressWriter.Number(Tolerance, UsualTolerance)),
        ("l2", AddressWriter.Flag(IsEuclidean)),
        ("proof", AddressWriter.Flag(HasProof)),
        ("seconds", AddressWriter.Number(Seconds, UsualSeconds)),
        ("job", Job),
        ("check", Check));

    /// <summary>The command that does the same.</summary>
    internal string Command(ModelFolder models, string proof)
    {
        string Named(string name, string placeholder) => name.Length > 0 ? models.Word(name) : placeholder;
        string middle = Middle(models) is { } centre ? $" --centre {centre}" : "";
        string domain = Domain switch
        {
            DomainKind.Ball => $" --ball {Shown.Exact(Radius)}{middle}",
            DomainKind.Within => $" --within {Shown.Exact(Radius)}{(middle.Length > 0 ? middle : " --centre X,…")}",
            DomainKind.Vnnlib => $" --vnnlib {Named(File, "FILE.vnnlib")}",
            _ => $" --box {Shown.Exact(Low)} {Shown.Exact(High)}",
        };
        string question = IsOfClasses
            ? $" --top1{(Confidence > 0 ? $" --confidence {Shown.Exact(Confidence)}" : "")}"
            : (Epsilon > 0 ? $" --epsilon {Shown.Exact(Epsilon)}" : "")
                + (IsEuclidean ? " --norm l2" : "")
                + (Tolerance == UsualTolerance ? "" : $" --tolerance {Shown.Exact(Tolerance)}")
                + (HasProof ? $" --proof {models.Word(proof)}" : "");
        return $"espalier certify {Named(A, "A")} {Named(B, "B")}{domain}{question} --time-limit {Shown.Exact(Seconds)}";
    }

    /// <summary>What is asked of the networks.</summary>
    /// <exception cref="InvalidInputException">A file is not there, or what was typed is no list of numbers.</exception>
    internal CertifyRequest Request(ModelFolder models) => new()
    {
        A = models.Require(A),
        B = models.Require(B),
        Ball = Domain == DomainKind.Ball ? Radius : null,
        Within = Domain == DomainKind.Within ? Radius : null,
        Box = Domain == DomainKind.Box ? [[Low], [High]] : null,
        Vnnlib = Domain == DomainKind.Vnnlib ? models.Require(File) : null,
        Centre = Domain is DomainKind.Ball or DomainKind.Within ? CentreOf(models) : null,
        Norm = IsEuclidean ? OutputNorm.Euclidean : OutputNorm.Largest,
        Epsilon = Epsilon > 0 ? Epsilon : null,
        Confidence = IsOfClasses && Confidence > 0 ? Confidence : null,
        Tolerance = Tolerance,
        TimeLimit = Seconds,
    };

    private string? Middle(ModelFolder models) =>
        File.Length > 0 ? models.Word(File) : Centre.Length > 0 ? ShellText.Quoted(Centre.Replace(" ", "", StringComparison.Ordinal)) : null;

    /// <summary>What is typed is a list of numbers: a name of a file would lead out of the models folder.</summary>
    private string? CentreOf(ModelFolder models)
    {
        if (File.Length > 0) return models.Require(File);
        if (Centre.Length == 0) return null;
        string list = Centre.Replace(" ", "", StringComparison.Ordinal);
        return Numerals.TryParseList(list, out _)
            ? list
            : throw new InvalidInputException("centre", null, "it is no list of numbers", "give numbers with commas between, or choose a file");
    }
}
