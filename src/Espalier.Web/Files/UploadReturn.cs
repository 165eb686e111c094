using Espalier.Web.Jobs;

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
        (Tickets, ModelKind.Network) => AddressWriter.Write("/tickets", ("target", name)),
        (Tickets, ModelKind.Ticket) => AddressWriter.Write("/tickets", ("ticket", name)),
        (Networks, ModelKind.Network or ModelKind.Ticket) => AddressWriter.Write("/networks", ("name", name)),
        (Certificates, ModelKind.Domain) => AddressWriter.Write(
            "/certificates", ("domain", name.EndsWith(".npy", StringComparison.Ordinal) ? "within" : "vnnlib"), ("file", name)),
        (Certificates, _) => AddressWriter.Write("/certificates", ("a", name)),
        _ => AddressWriter.Write("/", ("new", name)),
    };
}
