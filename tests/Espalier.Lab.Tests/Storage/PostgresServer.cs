using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Espalier.Lab.Tests.Storage;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Espalier.Lab.Tests.Storage;

/// <summary>A server of this test run's own, started by the project's script on a loopback port when the first test asks for it.</summary>
public sealed class PostgresServer : IDisposable
{
    public const string Password = "only-for-tests";

    private readonly Lock _gate = new();
    private readonly string _folder = Path.Combine("/tmp", $"espalier-postgres-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private Process? _script;
    private bool _isMissing;
    private int _port;
    private int _databases;

    /// <summary>The address of a new database; the test is skipped where no server can run.</summary>
    public string NewDatabase()
    {
        lock (_gate)
        {
            if (_script is null && !_isMissing) Start();
            if (_isMissing) Assert.Skip("no PostgreSQL server can run here: scripts/postgres.sh install gets it from Debian");
            string name = string.Create(CultureInfo.InvariantCulture, $"test{++_databases}");
            using NpgsqlConnection connection = new(Connection);
            connection.Open();
            using NpgsqlCommand command = connection.CreateCommand();
            command.CommandText = $"CREATE DATABASE {name}";
            command.ExecuteNonQuery();
            return $"postgresql://espalier@127.0.0.1:{_port}/{name}";
        }
    }

    /// <summary>What connects a test itself to a database of <see cref="NewDatabase"/>.</summary>
    public string ConnectionTo(string address) =>
        Connection.Replace(
            "Database=postgres", $"Database={address[(address.LastIndexOf('/') + 1)..]};Search Path=espalier", StringComparison.Ordinal);

    /// <summary>Ends the server at once, without a word to its clients, and starts it again.</summary>
    public void KillAndStart(Action whileAway)
    {
        lock (_gate)
        {
            int postmaster = int.Parse(File.ReadLines(Path.Combine(_folder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            using (Process server = Process.GetProcessById(postmaster)) server.Kill();
            _script!.WaitForExit();
            _script.Dispose();
            whileAway();
            // The processes of the old server let go of its memory a moment after it is gone.
            for (int attempt = 0; attempt < 50 && !Launch(); attempt++) Thread.Sleep(100);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_script is { HasExited: false })
        {
            using Process stop = Process.Start("kill", ["-TERM", _script.Id.ToString(CultureInfo.InvariantCulture)]);
            stop.WaitForExit();
            _script.WaitForExit();
        }

        _script?.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        File.Delete(_folder + ".log");
    }

    private string Connection => $"Host=127.0.0.1;Port={_port};Username=espalier;Database=postgres;Pooling=false;Timeout=5";

    private void Start()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        Environment.SetEnvironmentVariable("PGPASSWORD", Password);
        _isMissing = !Launch();
    }

    private bool Launch()
    {
        _script = Process.Start(
            new ProcessStartInfo(
                Path.Combine(Espalier.Tests.Checkout.Root, "scripts", "postgres.sh"), [_folder, _port.ToString(CultureInfo.InvariantCulture)]))!;
        while (!_script.HasExited)
        {
            try
            {
                using NpgsqlConnection connection = new(Connection);
                connection.Open();
                return true;
            }
            catch (NpgsqlException)
            {
                Thread.Sleep(50);
            }
        }

        return false;
    }
}
