using System.Security.Cryptography;
using Espalier.Lab.Clusters;
using Espalier.Web.Safety;

namespace Espalier.Web.Files;

/// <summary>What a file of the models folder is, by its name.</summary>
public enum ModelKind
{
    /// <summary>A network.</summary>
    Network,

    /// <summary>A ticket.</summary>
    Ticket,

    /// <summary>Inputs over which networks are compared: a VNN-LIB property, or one input as an array.</summary>
    Domain,

    /// <summary>A proof.</summary>
    Proof,
}

/// <summary>A file of the models folder.</summary>
/// <param name="Name">Its path from there, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Changed">When it was written.</param>
public sealed record ModelFile(string Name, long Bytes, DateTimeOffset Changed)
{
    /// <summary>What it is.</summary>
    public ModelKind Kind => ModelFolder.KindOf(Name) ?? ModelKind.Network;
}

/// <summary>
/// The folder of networks and tickets. Files that come from a browser go into a folder of their own in it, under names made up here.
/// </summary>
public sealed class ModelFolder
{
    /// <summary>Where files from a browser and what pages make are kept.</summary>
    public const string Incoming = "from-the-web";

    private const int MostListed = 1000;

    /// <summary>The ending of proofs.</summary>
    public const string ProofEnding = ".proof";

    private static readonly Dictionary<string, ModelKind> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".onnx"] = ModelKind.Network,
        [".pt"] = ModelKind.Network,
        [".pth"] = ModelKind.Network,
        [".safetensors"] = ModelKind.Network,
        [".npz"] = ModelKind.Network,
        [".ticket"] = ModelKind.Ticket,
        [".vnnlib"] = ModelKind.Domain,
        [".npy"] = ModelKind.Domain,
        [ProofEnding] = ModelKind.Proof,
    };

    private static readonly EnumerationOptions Look = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 4,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    private readonly Confined _folder;

    private readonly string _asked;

    public ModelFolder(ServeOptions options)
    {
        _folder = new(options.Models);
        _asked = options.Models;
        if (!Directory.Exists(_folder.Root))
            throw new InvalidInputException("models", null, $"{options.Models} is no folder", "name a folder that is there");
    }

    /// <summary>The folder itself.</summary>
    public string Root => _folder.Root;

    /// <summary>What a file of such a name is, or null.</summary>
    public static ModelKind? KindOf(string name) => Endings.TryGetValue(Path.GetExtension(name), out ModelKind kind) ? kind : null;

    /// <summary>All files of these kinds, by name.</summary>
    public IReadOnlyList<ModelFile> List(params ModelKind[] kinds) =>
    [
        .. new DirectoryInfo(_folder.Root).EnumerateFiles("*", Look)
            .Where(file => KindOf(file.Name) is { } kind && kinds.Contains(kind) && file.LinkTarget is null)
            .Take(MostListed)
            .Select(file => new ModelFile(
                Path.GetRelativePath(_folder.Root, file.FullName).Replace('\\', '/'), file.Length, new DateTimeOffset(file.LastWriteTimeUtc)))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>The path of one of these files by its name, or null.</summary>
    public string? Find(string? name) => _folder.Find(name) is { } path && KindOf(path) is not null && File.Exists(path) ? path : null;

    /// <summary>The path of the page that a tour left in the folder, or null.</summary>
    internal string? FindTour() =>
        TourPlace.Among(List(ModelKind.Network, ModelKind.Ticket)) is { } tour && _folder.Find(tour.Report) is { } path && File.Exists(path)
            ? path
            : null;

    /// <summary>The path of a file by its name.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public string Require(string name) =>
        Find(name) ?? throw new InvalidInputException(name, null, "there is no such file in the models folder", "choose one of the list");

    /// <summary>How a command names a file.</summary>
    public string Word(string name) => ShellText.Quoted(_asked == "." ? name : $"{_asked.TrimEnd('/')}/{name}");

    /// <summary>Changes whenever a file does.</summary>
    public string Stamp(string name) =>
        Find(name) is { } path && new FileInfo(path) is { Exists: true } file
            ? Invariant($"{name} {file.Length} {file.LastWriteTimeUtc.Ticks}")
            : name;

    /// <summary>The name of a new file with this ending, and its path; its folder is made.</summary>
    public (string Name, string Path) New(string ending)
    {
        string folder = Path.Combine(_folder.Root, Incoming);
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new InvalidInputException(Incoming, null, "this folder is a link", "remove it");
        Directory.CreateDirectory(folder);
        string name = $"{Incoming}/{MadeUp()}{ending}";
        return (name, Path.Combine(_folder.Root, name));
    }

    private static string MadeUp() =>
        Invariant(
            $"{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");
}
