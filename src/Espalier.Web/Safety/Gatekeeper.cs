using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Espalier.Web.Safety;

/// <summary>
/// Lets a request in or not, before anything looks at it: the name it was sent to must be ours, it must not come from a page of somebody
/// else, and where a token is needed it must bring one.
/// </summary>
/// <remarks>
/// The name defends against pages elsewhere whose name is made to point here; the origin against forms and sockets of such pages. Ports are
/// not compared with ours, so that a tunnel works.
/// </remarks>
internal sealed class Gatekeeper
{
    private const string TokenParameter = "token";

    private readonly ServeOptions _options;
    private readonly HashSet<string> _hosts;
    private readonly string? _token;
    private readonly string _cookieName;
    private readonly string _cookie;

    public Gatekeeper(ServeOptions options)
    {
        _options = options;
        _hosts = new(OwnNames(options).Concat(options.Hosts), StringComparer.OrdinalIgnoreCase);
        _token = options.NeedsToken ? RandomNumberGenerator.GetHexString(40, lowercase: true) : null;
        _cookie = RandomNumberGenerator.GetHexString(40, lowercase: true);

        // Cookies know no ports: two laboratories on one machine must not overwrite each other's.
        _cookieName = $"espalier-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    }

    /// <summary>The address to print.</summary>
    public string LinkTo(int port)
    {
        bool isAnywhere = _options.Address.Equals(IPAddress.Any) || _options.Address.Equals(IPAddress.IPv6Any);
        string name = isAnywhere ? Environment.MachineName : Bracketed(_options.Address);
        return Invariant($"http://{name}:{port}/{(_token is null ? "" : $"?{TokenParameter}={_token}")}");
    }

    public Task Admit(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        if (!_hosts.Contains(request.Host.Host)) return Refuse(context, StatusCodes.Status421MisdirectedRequest, "its Host is not one of ours");
        if (IsFromElsewhere(request)) return Refuse(context, StatusCodes.Status403Forbidden, "it comes from a page elsewhere");
        if (_token is null || IsKnown(request)) return next(context);
        if (!HttpMethods.IsGet(request.Method) || request.Query[TokenParameter] is not [{ } given] || !Same(given, _token))
            return Refuse(context, StatusCodes.Status401Unauthorized, "it brings no token");
        context.Response.Cookies.Append(_cookieName, _cookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        context.Response.Redirect(Local(request.Path));
        return Task.CompletedTask;
    }

    /// <summary>A browser says where a request comes from when it changes something or opens a socket.</summary>
    private static bool IsFromElsewhere(HttpRequest request)
    {
        if (request.Headers.Origin is [{ } origin, ..] && origin != $"{request.Scheme}://{request.Host}") return true;
        bool isVisit = HttpMethods.IsGet(request.Method)
            && request.Headers["Sec-Fetch-Mode"] == "navigate"
            && request.Headers["Sec-Fetch-Dest"] == "document";
        return request.Headers["Sec-Fetch-Site"] is ["cross-site"] or ["same-site"] && !isVisit;
    }

    private bool IsKnown(HttpRequest request) => request.Cookies.TryGetValue(_cookieName, out string? value) && Same(value, _cookie);

    /// <summary>In a time that does not tell how much of it was right.</summary>
    private static bool Same(string given, string wanted) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));

    /// <summary>A path that begins with two slashes would lead to another server.</summary>
    private static string Local(PathString path) => "/" + path.ToUriComponent().TrimStart('/', '\\');

    private Task Refuse(HttpContext context, int status, string why)
    {
        _options.Log?.Invoke(
            Invariant(
                $"refused ({status}) {context.Request.Method} {Harmless(context.Request.Path)} from {context.Connection.RemoteIpAddress}: {why}"));
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.Connection = "close";
        return context.Response.WriteAsync($"Refused: {why}.\n", context.RequestAborted);
    }

    private static string Harmless(string path)
    {
        const int Most = 120;
        string shown = new([.. path.Take(Most).Select(c => char.IsControl(c) ? '?' : c)]);
        return path.Length > Most ? shown + "…" : shown;
    }

    private static IEnumerable<string> OwnNames(ServeOptions options)
    {
        IPAddress address = options.Address;
        if (IPAddress.IsLoopback(address)) return ["127.0.0.1", "localhost", "[::1]", Bracketed(address)];
        bool isAnywhere = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        IEnumerable<string> own = isAnywhere
            ? NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses)
                .Select(each => Bracketed(each.Address))
            : [Bracketed(address)];
        return own.Concat(["127.0.0.1", "localhost", "[::1]", Environment.MachineName]);
    }

    private static string Bracketed(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address.ToString().Split('%')[0]}]" : address.ToString();
}
