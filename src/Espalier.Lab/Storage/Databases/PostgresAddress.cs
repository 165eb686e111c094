using System.Runtime.CompilerServices;
using Npgsql;

namespace Espalier.Lab.Storage.Databases;

/// <summary><c>postgresql://user@host:port/database</c>, read and spelled without a password.</summary>
internal sealed record PostgresAddress(string Host, int Port, string User, string Database, string? Ssl)
{
    private const int StandardPort = 5432;

    /// <summary>Whether an address names a server.</summary>
    public static bool IsOne(string address) =>
        address.StartsWith("postgresql://", StringComparison.Ordinal) || address.StartsWith("postgres://", StringComparison.Ordinal);

    /// <summary>Reads an address.</summary>
    /// <exception cref="InvalidInputException">It names no database, or holds a password.</exception>
    public static PostgresAddress Parse(string address)
    {
        const string Example = "write postgresql://user@host:port/database";
        string shown = $"postgresql://…{(address.Contains('@', StringComparison.Ordinal) ? address[address.LastIndexOf('@')..].Split('?')[0] : "")}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
            throw new InvalidInputException(shown, null, "this is no address of a database", Example);
        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
            throw new InvalidInputException(
                shown, null, "the address holds a password, which everybody on this machine can see", "put it into PGPASSWORD or a pgpass file");
        string database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        string user = uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : Environment.UserName;
        if (uri.Host.Length == 0 || database.Length == 0)
            throw new InvalidInputException(shown, null, "the address names no host or no database", Example);
        return new(uri.Host, uri.Port > 0 ? uri.Port : StandardPort, user, database, Option(uri));
    }

    /// <summary>What the provider needs; it finds the password itself.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public string ConnectionText()
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Username = User,
            Database = Database,
            ApplicationName = Invariant($"espalier {Environment.ProcessId}"),
            SearchPath = "espalier",
            Pooling = false,
            Timeout = 15,
            CommandTimeout = 120,
            KeepAlive = 10,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
        };
        if (Ssl is not null) text["SSL Mode"] = Ssl;
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"postgresql://{User}@{Host}{(Port == StandardPort ? "" : $":{Port}")}/{Database}";

    private static string? Option(Uri uri)
    {
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            if (parts is not ["sslmode", var text])
                throw new InvalidInputException(uri.Host, null, $"\"{parts[0]}\" is no option of an address", "the one option is sslmode");
            string mode = text.Replace("-", "", StringComparison.Ordinal);
            return Enum.GetNames<SslMode>().Contains(mode, StringComparer.OrdinalIgnoreCase)
                ? mode
                : throw new InvalidInputException(uri.Host, null, $"\"{text}\" is no sslmode", "give disable, prefer, require or verify-full");
        }

        return null;
    }
}
