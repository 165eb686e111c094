using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Espalier.Cli.Tests.Lab;

/// <summary>Sees which processes have a transaction open that writes and did not commit.</summary>
internal static partial class WriterWatch
{
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>The byte of a shared index by whose lock SQLite knows the one writer of a file, from its beginning to its commit.</summary>
    private const string WriteLock = "120";

    /// <summary>Writers of files, as the kernel knows them.</summary>
    public static Func<HashSet<int>> OfFiles() => static () =>
    {
        var writing = new HashSet<int>();
        foreach (string line in File.ReadLines("/proc/locks"))
        {
            // 1: POSIX  ADVISORY  WRITE 1234 08:01:393217 120 120
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is [_, "POSIX", _, "WRITE", var process, _, WriteLock, WriteLock])
                writing.Add(int.Parse(process, CultureInfo.InvariantCulture));
        }

        return writing;
    };

    /// <summary>Writers of a server's databases, as it knows them: those that wrote, and whose last statement is done.</summary>
    public static Func<HashSet<int>> OfServer(NpgsqlConnection server) => () =>
    {
        const string Question =
            "SELECT substr(application_name, 10)::int FROM pg_stat_activity WHERE application_name LIKE 'espalier %' "
                + "AND backend_xid IS NOT NULL AND state = 'idle in transaction'";
        var writing = new HashSet<int>();
        try
        {
            if (server.State != ConnectionState.Open)
            {
                server.Close();
                server.Open();
            }

            using NpgsqlCommand command = new(Question, server);
            using NpgsqlDataReader reader = command.ExecuteReader();
            while (reader.Read()) writing.Add(reader.GetInt32(0));
        }
        catch (NpgsqlException)
        {
            // The server is away.
            server.Close();
        }

        return writing;
    };

    /// <summary>Stops a process; it stays stopped if it is in the middle of writing, and goes on otherwise.</summary>
    public static async Task<bool> IsStoppedWhileWriting(Process process, Func<HashSet<int>> writing)
    {
        if (Signal(process.Id, Stop) != 0) return false;
        // A thread stops when it is its turn to run; a statement that a server works on ends without its client.
        while (!process.HasExited && !IsStopped(process.Id)) await Task.Delay(1);
        for (int look = 0; look < 3; look++)
        {
            if (writing().Contains(process.Id)) return true;
            await Task.Delay(1);
        }

        _ = Signal(process.Id, Continue);
        return false;
    }

    private static bool IsStopped(int process)
    {
        try
        {
            return Directory.GetDirectories(Invariant($"/proc/{process}/task")).All(thread =>
            {
                string stat = File.ReadAllText(Path.Combine(thread, "stat"));
                return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('T');
            });
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
