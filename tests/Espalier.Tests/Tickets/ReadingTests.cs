using Espalier.Tickets.Files;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>What works with a ticket refuses one that contradicts itself; headers are read to the letter.</summary>
public sealed class ReadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-tickets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("hitting")]
    [InlineData("linear, rows")]
    [InlineData("single")]
    public void A_ticket_that_belies_its_claims_is_refused(string name)
    {
        byte[] file = Targets.Drawn(name).File;
        Assert.Equal(Targets.Drawn(name).Ticket.Claims.Digest, TicketReading.Read(Write(file)).Claims.Digest);
        Refused(Forgery.WithHeader(file, header => header["seed"] = 8));
        Refused(Forgery.WithHeader(file, header => header["claims"]!["digest"] = new string('0', 64)));
        Refused(Forgery.WithHeader(file, header => Forgery.Claims(header, 0)["keptEdges"] = 1));
        Refused(Forgery.WithHeader(file, header => header["nonNegativeInputs"] = true));
    }

    [Theory]
    [InlineData("\"precision\":\"single\"", "\"precision\":\"singlE\"")]
    [InlineData("\"order\":\"planes\"", "\"order\":\"Planes\"")]
    [InlineData("\"seed\":7", "\"seed\":7,\"seed\":7")]
    [InlineData("\"relative\":0.03", "\"relative\":0.03,\"relative\":0.03")]
    [InlineData("\"relative\":0.03", "\"relative\":1e999")]
    [InlineData("\"relative\":0.03", "\"relative\":0.03,\"epsilon\":0.01")]
    [InlineData("\"ballRadius\":1", "\"ballRadius\":1e999")]
    public void Headers_are_read_to_the_letter(string text, string forged)
    {
        string file = Write(Forgery.WithText(Targets.Drawn("hitting, image").File, text, forged));
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(file));
    }

    private void Refused(byte[] forged)
    {
        string path = Write(forged);
        Assert.Throws<InvalidInputException>(() => TicketReading.Read(path));
    }

    private string Write(byte[] content)
    {
        string path = Path.Combine(_folder, "file.ticket");
        File.WriteAllBytes(path, content);
        return path;
    }
}
