namespace Espalier.Tests.House;

/// <summary>Arrows point down only; who proves must not share code with who searches.</summary>
public sealed class DependencyDirectionTests
{
    /// <summary>Each folder of the library with the folders below it that it may use.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Numerics"] = [],
        ["Graphs"] = ["Numerics"],
        ["Formats"] = ["Graphs", "Numerics"],
        ["SubsetSums"] = ["Graphs", "Numerics"],
        ["Theory"] = ["Graphs", "Numerics"],
        ["Parents"] = ["Graphs", "Numerics", "SubsetSums"],
        ["Training"] = ["Graphs", "Numerics", "Formats", "Parents"],
        ["Pruning"] = ["Graphs", "Numerics"],
        ["Certificates"] = ["Graphs", "Numerics"],
        ["Tickets"] = ["Graphs", "Numerics", "Formats", "SubsetSums", "Theory", "Parents", "Training", "Certificates"],
        ["Neurons"] = ["Graphs", "Numerics", "Formats", "SubsetSums", "Theory", "Training"],
    };

    [Fact]
    public void Arrows_point_down_only()
    {
        var violations = (
            from type in typeof(InvalidInputException).Assembly.GetTypes()
            let folder = Folder(type)
            where folder is not null
            from other in TypeReferences.Of(type)
            where other.Assembly == type.Assembly
            let target = Folder(other)
            where target is not null && target != folder && !Allowed[folder].Contains(target)
            select $"{type.FullName} uses {other.FullName}").Distinct().ToList();
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Every_folder_is_known()
    {
        IEnumerable<string> folders = typeof(InvalidInputException).Assembly.GetTypes().Select(Folder).OfType<string>().Distinct();
        Assert.Empty(folders.Except(Allowed.Keys));
    }

    [Fact]
    public void The_arrows_make_no_circle()
    {
        foreach ((string folder, string[] below) in Allowed)
            foreach (string lower in below) Assert.DoesNotContain(folder, Allowed[lower]);
    }

    [Fact]
    public void Verifying_a_ticket_shares_no_code_with_drawing_or_solving()
    {
        Type[] reached = Reached(typeof(Espalier.Tickets.Verification.TicketVerification)).ToArray();
        Assert.Contains(typeof(Espalier.Parents.CandidateRows), reached);
        Assert.DoesNotContain(reached, type => type.Namespace == "Espalier.Tickets.Drawing");
        // What reads a coded mask, and nothing that looks for one.
        Assert.Equal(
            [
                "CodedGrid", "GridCoding", "MaskCode", "RandomRotation", "ScaleSteps", "SubsetSumObjective", "TestedCodes", "WindowReader",
                "WindowValues",
            ],
            reached.Where(type => Folder(type) == "SubsetSums" && !type.IsNested).Select(type => type.Name).Order(StringComparer.Ordinal));
        // The parent of a searched ticket and the images of a test set, and nothing that trains or searches.
        string[] searching = [
            .. reached.Where(type => Folder(type) == "Training" && type.Namespace != "Espalier.Training.DataSets" && !type.IsNested)
                .Select(type => type.Name).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(["PopupParent", "PopupStructure", "PopupTensor", "SelectionScope"], searching);
        Assert.Contains(typeof(Espalier.SubsetSums.SubsetSum), Reached(typeof(Espalier.Tickets.Drawing.TicketDrawing)));
    }

    [Fact]
    public void An_upward_reference_would_be_seen()
    {
        // Numerics uses nothing above it; a probe that uses Graphs inside a method body, a local and a signature must show it.
        Type[] seen = TypeReferences.Of(typeof(Probe)).ToArray();
        Assert.Contains(typeof(Espalier.Graphs.Shape), seen);
        Assert.Contains(typeof(Espalier.Graphs.Operators.Window), seen);
        Assert.Contains(typeof(Espalier.Numerics.Random.Philox), seen);
    }

    /// <summary>All types of the library that a type mentions, directly or through others.</summary>
    private static HashSet<Type> Reached(Type start)
    {
        var reached = new HashSet<Type> { start };
        var open = new Queue<Type>(reached);
        while (open.TryDequeue(out Type? type))
        {
            IEnumerable<Type> next = TypeReferences.Of(type).Concat(
                type.GetNestedTypes(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic));
            foreach (Type other in next.Select(Definition).Where(other => other.Assembly == start.Assembly && reached.Add(other)))
                open.Enqueue(other);
        }

        return reached;
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static string? Folder(Type type)
    {
        Type outer = type;
        while (outer.DeclaringType is not null) outer = outer.DeclaringType;
        string[] parts = (outer.Namespace ?? "").Split('.');
        return parts.Length > 1 && parts[0] == "Espalier" ? parts[1] : null;
    }

    private sealed class Probe
    {
        public static int InBody() => new Espalier.Graphs.Shape(2, 3).Length;

        public static object? InSignature(Espalier.Graphs.Operators.Window? window) => window;

        public static uint StaticCall() => Espalier.Numerics.Random.Philox.Block(0, 0, 0, 0, 0, 0).W0;
    }
}
