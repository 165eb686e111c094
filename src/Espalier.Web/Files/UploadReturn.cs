using Espalier.Web.Certificates;
using Espalier.Web.Jobs;
using Espalier.Web.Networks;
using Espalier.Web.Tickets;

namespace Espalier.Web.Files;

/// <summary>Where a browser goes after an upload: back to the page whose form it was, with the file chosen there.</summary>
internal static class UploadReturn
{
    /// <summary>The form of the page of tickets.</summary>
    public const string Tickets = "tickets";

    /// <summary>The form of the page of certificates.</summary>
    public const string Certificates = "certificates";

    /// <summary>The form of the page of networks.</summary>
    public const string Networks = "networks";

    /// <summary>The address.</summary>
    public static string To(string? page, string name, ModelKind kind) => (page, kind) switch
    {
        (Tickets, ModelKind.Network) => new TicketView { Target = name }.Address,
        (Tickets, ModelKind.Ticket) => new TicketView { Ticket = name }.Address,
        (Networks, ModelKind.Network or ModelKind.Ticket) => new NetworksView { Names = name }.Address,
        (Certificates, ModelKind.Domain) => new CertificateView
        {
            Domain = name.EndsWith(".npy", StringComparison.Ordinal) ? DomainKind.Within : DomainKind.Vnnlib,
            File = name,
        }.Address,
        (Certificates, _) => new CertificateView { A = name }.Address,
        _ => AddressWriter.Write("/", ("new", name)),
    };
}
