using System.Buffers.Binary;
using Espalier.Formats;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Files;

/// <summary>Ticket files: magic, version, a header in JSON, masks and carried tensors, and a checksum over all of it.</summary>
/// <remarks><c>docs/formats.md</c> specifies every byte. The same ticket makes the same bytes on every machine.</remarks>
public static class TicketFile
{
    /// <summary>The version of the format in which tickets of networks of our own operators are written.</summary>
    public const int Version = 4;

    /// <summary>The version for models that only another engine runs, and the newest that is read.</summary>
    public const int ModelVersion = 5;

    private const int DrawnVersion = 1;
    private const int SearchedVersion = 2;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'E', (byte)'S', (byte)'P', (byte)'T', 0x0D, 0x0A, 0x1A];

    /// <summary>Whether bytes begin like a ticket file.</summary>
    public static bool IsTicket(ReadOnlySpan<byte> content) => content.StartsWith(Magic);

    /// <summary>Whether a file that can be read begins like a ticket file.</summary>
    public static bool IsTicketFile(string path) => Begins(path, stackalloc byte[Magic.Length]);

    /// <summary>Whether a file that can be read begins like a ticket of a model that only another engine runs.</summary>
    public static bool IsOfModel(string path)
    {
        Span<byte> start = stackalloc byte[Magic.Length + sizeof(int)];
        return Begins(path, start) && BinaryPrimitives.ReadInt32LittleEndian(start[Magic.Length..]) == ModelVersion;
    }

    private static bool Begins(string path, Span<byte> start) => FileContent.TryBegin(path, start) && IsTicket(start);

    /// <summary>Reads a ticket file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, is not a ticket, is damaged, or comes from a newer version.</exception>
    public static ClaimedTicket Read(string path) => Read(FileContent.Read(path), path);

    /// <summary>Writes a ticket file, whole or not at all, and returns its length.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static long Write(string path, ClaimedTicket ticket)
    {
        long length = 0;
        AtomicFile.Write(path, stream => length = Write(ticket, stream));
        return length;
    }

    /// <summary>The bytes of a ticket.</summary>
    public static byte[] Write(ClaimedTicket ticket)
    {
        using var stream = new MemoryStream();
        Write(ticket, stream);
        return stream.ToArray();
    }

    private static long Write(ClaimedTicket ticket, Stream stream)
    {
        var sections = new List<ReadOnlyMemory<byte>>();
        byte[] header = HeaderText.Write(HeaderWriting.Describe(ticket, sections));
        return SealedFile.Write(stream, Magic, ticket.Ticket.Model is null ? Version : ModelVersion, header, sections);
    }

    /// <summary>Reads a ticket.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">The bytes are not a ticket, are damaged, or come from a newer version.</exception>
    public static ClaimedTicket Read(ReadOnlyMemory<byte> content, string source)
    {
        if (!IsTicket(content.Span))
            throw new InvalidInputException(
                source, null, "this is not a ticket file", "give a file that 'espalier ticket draw' or 'espalier popup' wrote");
        (int version, ReadOnlyMemory<byte> header, SectionReader sections) = SealedFile.Open(content, source, DrawnVersion, ModelVersion);
        return version switch
        {
            DrawnVersion => Claimed(Fitting(source, () => EarlierHeaders.ReadDrawn(header, source)), static _ => string.Empty, sections, source),
            SearchedVersion => Claimed(
                Fitting(source, () => EarlierHeaders.ReadSearched(header, source)), EarlierHeaders.SearchedDigest, sections, source),
            _ => Claimed(OfVersion(HeaderText.Read<TicketHeader>(header, source), version, source), null, sections, source),
        };
    }

    private static TicketHeader OfVersion(TicketHeader header, int version, string source) =>
        (header.Model is null) == (version < ModelVersion) ? header
            : throw Damaged(source, $"a ticket of version {version} holds {(header.Model is null ? "a" : "no")} model");

    /// <summary>The ticket of a header, and what the header claims of it.</summary>
    /// <param name="header">The header.</param>
    /// <param name="earlier">The digest of an earlier version, empty where it had none; where it holds, that of today is claimed.</param>
    /// <param name="sections">What follows the header.</param>
    /// <param name="source">The file's name, for messages.</param>
    private static ClaimedTicket Claimed(TicketHeader header, Func<Ticket, string>? earlier, SectionReader sections, string source)
    {
        Ticket ticket = new HeaderReading(header, sections, source).Read();
        ClaimFields fields = header.Claims;
        string claimed = fields.Digest;
        if (earlier is not null && claimed == earlier(ticket)) claimed = TicketDigest.Of(ticket);
        else if (!DigestText.IsDigest(claimed)) throw Damaged(source, "the digest is no digest");
        ClaimRanges.Require(fields, ticket, source);
        return new ClaimedTicket(ticket, new TicketClaims(claimed, [.. fields.Grids], fields.Certified, fields.Accuracy));
    }

    /// <summary>What is read, unless its numbers do not fit each other.</summary>
    /// <exception cref="InvalidInputException">They do not.</exception>
    internal static T Fitting<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException mismatch)
        {
            throw Damaged(source, mismatch.Message);
        }
    }

    internal static InvalidInputException Damaged(string source, InvariantText problem, string? place = null) =>
        new(source, place, problem, "the file is damaged: copy it again or make the ticket anew");
}
