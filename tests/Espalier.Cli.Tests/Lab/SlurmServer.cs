using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Espalier.Cli.Tests.Lab;

[assembly: AssemblyFixture(typeof(SlurmServer))]

namespace Espalier.Cli.Tests.Lab;

/// <summary>A SLURM cluster of this test run's own, started by the project's script when the first test asks for it.</summary>
public sealed class SlurmServer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder = Path.Combine("/tmp", $"espalier-slurm-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private Process? _script;
    private bool _isMissing;

    /// <summary>Its configuration, for clients; the test is skipped where no cluster can run.</summary>
    public string Configuration()
    {
        lock (_gate)
        {
            if (_script is null && !_isMissing) Start();
            if (_isMissing) Assert.Skip("no SLURM cluster can run here: scripts/slurm.sh install gets it from Debian");
            return Path.Combine(_folder, "slurm.conf");
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
    }

    private void Start()
    {
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        _script = Process.Start(Path.Combine(Checkout.Root, "scripts", "slurm.sh"), [_folder, port.ToString(CultureInfo.InvariantCulture)]);
        while (!_script.HasExited && !File.Exists(Path.Combine(_folder, "ready"))) Thread.Sleep(50);
        _isMissing = _script.HasExited;
    }
}
