using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Tickets.Parts;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Files;

/// <summary>Files of parts, which <c>ticket join</c> makes one ticket of.</summary>
/// <remarks>Like a ticket file, with a magic of its own; the nodes that other parts have are described by their operators alone.</remarks>
public static class PartFile
{
    private const int Version = 1;

    /// <summary>The version for shares of a model that only another engine runs.</summary>
    private const int ModelVersion = 2;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'E', (byte)'S', (byte)'P', (byte)'P', 0x0D, 0x0A, 0x1A];

    /// <summary>Writes a part, whole or not at all, and returns its length.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static long Write(string path, PartialTicket part)
    {
        ArgumentNullException.ThrowIfNull(part);
        long length = 0;
        AtomicFile.Write(path, stream => length = Write(stream, part));
        return length;
    }

    /// <summary>The bytes of a part.</summary>
    public static byte[] Write(PartialTicket part)
    {
        using var stream = new MemoryStream();
        Write(stream, part);
        return stream.ToArray();
    }

    /// <summary>Reads parts and puts them together.</summary>
    /// <param name="paths">The files: all shares of one ticket, in any order.</param>
    /// <param name="target">The target; needed only where the whole ticket's error is certified.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="tight">Whether that error is certified as closely as one relaxation can, which takes several times as long.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InvalidInputException">As for their contents, or a file cannot be read.</exception>
    public static ClaimedTicket Join(
        IReadOnlyList<string> paths, Network? target, int threads, bool tight = false, CancellationToken cancel = default) =>
        Join([.. paths.Select(path => ((ReadOnlyMemory<byte>)FileContent.Read(path), path))], target, threads, tight, cancel);

    /// <summary>Puts parts together: all shares of one ticket, in any order.</summary>
    /// <param name="parts">The content of each file and what messages call it.</param>
    /// <param name="target">The target; needed only where the whole ticket's error is certified.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="tight">Whether that error is certified as closely as one relaxation can, which takes several times as long.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InvalidInputException">A part is damaged, belongs to another ticket, or is missing; or the target is wanted, or another
    /// one.</exception>
    public static ClaimedTicket Join(
        IReadOnlyList<(ReadOnlyMemory<byte> Content, string Source)> parts,
        Network? target,
        int threads,
        bool tight = false,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new InvalidInputException("parts", null, "there is none", "give the files that drawing with a `part` wrote");
        OpenedPart[] opened = [.. parts.Select(part => OpenedPart.Of(part.Content, part.Source, Magic, ModelVersion))];
        Require(opened);
        (TicketHeader header, SectionReader sections) = Together(opened);
        string source = opened[0].Source;
        Ticket ticket = new HeaderReading(header, sections, source).Read();
        ClaimRanges.Require(header.Claims, ticket, source);
        CertifiedErrors? certified = null;
        if (opened[0].Fields.BallRadius is { } radius)
        {
            if (target is null)
                throw new InvalidInputException(
                    "target", null, "the whole ticket's error is to be certified", "give the network that the parts were drawn for");
            if (ticket.Origin is not DrawnOrigin drawn || TargetDigest.Of(target) != drawn.Target || !TicketAudit.HaveSameNodes(ticket, target))
                throw new InvalidInputException("target", null, "the parts were drawn for another network", "give that one");
            certified = TicketAudit.Of(ticket, target, radius, threads, null, CertifiedErrors.Wanted(radius, tight), cancel).Certified;
        }

        if (target is not null && ticket.Model is not null)
            throw new InvalidInputException("target", null, "the parts are of a model that only ONNX Runtime runs", "leave it out");
        return new ClaimedTicket(ticket, new TicketClaims(TicketDigest.Of(ticket), [.. header.Claims.Grids], certified, null));
    }

    private static long Write(Stream stream, PartialTicket part)
    {
        var sections = new List<ReadOnlyMemory<byte>>();
        TicketHeader header = HeaderWriting.Describe(part, sections);
        byte[] text = HeaderText.Write(new PartFields(part.Share.Index, part.Share.Count, header, part.BallRadius));
        return SealedFile.Write(stream, Magic, part.Model is null ? Version : ModelVersion, text, sections);
    }

    /// <summary>Every share once, and all of the same ticket.</summary>
    private static void Require(OpenedPart[] parts)
    {
        OpenedPart first = parts[0];
        foreach (OpenedPart part in parts)
        {
            if (!part.IsOfSameTicket(first))
                throw new InvalidInputException(
                    part.Source, null, $"this is no part of the same ticket as {first.Source}", "join parts that were drawn alike");
        }

        int[] missing = [.. Enumerable.Range(1, first.Fields.Of).Except(parts.Select(part => part.Fields.Part)).Take(5)];
        if (missing.Length > 0)
            throw new InvalidInputException(
                "parts", null, $"part {missing[0]} of {first.Fields.Of} is missing", $"draw it with the `part` {missing[0]}/{first.Fields.Of}");
        if (parts.Length != first.Fields.Of) throw new InvalidInputException("parts", null, "a part is given twice", "give each once");
    }

    /// <summary>One header, and the sections of all nodes in order.</summary>
    private static (TicketHeader Header, SectionReader Sections) Together(OpenedPart[] parts)
    {
        var content = new MemoryStream();
        TicketHeader first = parts[0].Fields.Ticket;
        content.Write(Array.Find(parts, part => part.Fields.Part == PartFields.WithRest)!.Rest.Span);
        var nodes = new NodeFields[first.Nodes.Length];
        var claims = new List<GridClaims>();
        for (int i = 0; i < nodes.Length; i++)
        {
            OpenedPart owner = Array.Find(parts, part => part.Has(i))
                ?? throw TicketFile.Damaged(parts[0].Source, "no part has it", Invariant($"layer {i}"));
            nodes[i] = owner.Fields.Ticket.Nodes[i];
            content.Write(owner.Section(i).Span);
            if (nodes[i].Grid is not null) claims.Add(owner.Claims(i));
        }

        TicketHeader header = first with { Nodes = nodes, Claims = new ClaimFields(string.Empty, [.. claims]) };
        return (header, new SectionReader(content.ToArray(), parts[0].Source));
    }
}

/// <summary>The header of a part.</summary>
/// <param name="Part">Which share, from 1 on.</param>
/// <param name="Of">How many shares there are.</param>
/// <param name="Ticket">The ticket, without what other parts have; its claims are those of the grids of this part.</param>
/// <param name="BallRadius">The radius for which the whole ticket is certified; null where it is not.</param>
internal sealed record PartFields(int Part, int Of, TicketHeader Ticket, double? BallRadius = null)
{
    /// <summary>The part that has the bytes of a model outside its grids; the others only say how many they are.</summary>
    public const int WithRest = 1;
}
