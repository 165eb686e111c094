using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>
/// Files that version 0.1 wrote, in versions 1 and 2 of the format: they are read, verify, and are written anew in today's version.
/// </summary>
/// <remarks>
/// <c>espalier ticket draw dense.safetensors --epsilon 0.02</c> with <c>--construction relu --candidates 24</c>, <c>linear … 24</c>,
/// <c>single … 300</c>, and <c>linear --share row --objective edges --candidates 20</c>; <c>image.safetensors --candidates 24
/// --nonnegative-inputs --epsilon 0.05</c>; <c>espalier popup --data glyphs --layers 784-4-10 --pairs 2 --epochs 1 --training 200 --test 100</c>.
/// </remarks>
public sealed class EarlierVersionTests
{
    [Theory]
    [InlineData("v1-relu", "dense")]
    [InlineData("v1-linear", "dense")]
    [InlineData("v1-single", "dense")]
    [InlineData("v1-rows", "dense")]
    [InlineData("v1-image", "image")]
    [InlineData("v2-linear", null)]
    [InlineData("v2-relu", null)]
    [InlineData("v2-wide", null)]
    public void They_verify_and_are_written_anew(string name, string? target)
    {
        ClaimedTicket ticket = TicketFile.Read(PathOf($"{name}.ticket"));
        Network? network = target is null ? null : NetworkFile.Read(PathOf($"{target}.safetensors")).Network;
        Assert.Empty(TicketVerification.Of(ticket, network, threads: 1).Problems);
        byte[] anew = TicketFile.Write(ticket);
        Assert.Equal(TicketFile.Version, anew[8]);
        ClaimedTicket back = TicketFile.Read(anew, "memory");
        Assert.Empty(TicketVerification.Of(back, network, threads: 1).Problems);
        Assert.Equal(
            (ticket.Claims.Digest, ticket.Claims.Certified, ticket.Claims.Accuracy),
            (back.Claims.Digest, back.Claims.Certified, back.Claims.Accuracy));
    }

    [Theory]
    [InlineData("v1-linear")]
    [InlineData("v2-linear")]
    public void What_they_claim_is_checked(string name)
    {
        byte[] forged = Forgery.WithFlippedSectionBit(File.ReadAllBytes(PathOf($"{name}.ticket")), 0, 0);
        Assert.NotEmpty(TicketVerification.Of(TicketFile.Read(forged, "forged"), null, threads: 1).Problems);
    }

    [Theory]
    [InlineData("pairs", "0")]
    [InlineData("widths", "[784]")]
    public void A_parent_that_cannot_be_is_a_typed_error(string field, string value)
    {
        byte[] forged = Forgery.WithHeader(
            File.ReadAllBytes(PathOf("v2-linear.ticket")), header => header["parent"]![field] = System.Text.Json.Nodes.JsonNode.Parse(value));
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(forged, "forged"));
    }

    private static string PathOf(string file) => Path.Combine(Checkout.Root, "tests", "Espalier.Tests", "Tickets", "Earlier", file);
}
