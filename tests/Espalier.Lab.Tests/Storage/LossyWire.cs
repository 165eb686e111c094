using System.Net;
using System.Net.Sockets;

namespace Espalier.Lab.Tests.Storage;

/// <summary>Stands between a client and its server, and loses answers: the server does what it is told, and the client never hears of it.</summary>
internal sealed class LossyWire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly Func<int, bool> _isLost;
    private int _commits;
    private int _lost;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">The port of the server.</param>
    /// <param name="isLost">Which answers to COMMIT are lost, of all from 1 on.</param>
    public LossyWire(int server, Func<int, bool> isLost)
    {
        (_server, _isLost) = (server, isLost);
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>The port to connect to in place of the server's.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers lost so far.</summary>
    public int Lost => Volatile.Read(ref _lost);

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = _listener.AcceptTcpClient();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private void Serve(TcpClient client)
    {
        using TcpClient near = client, far = new("127.0.0.1", _server);
        using NetworkStream toClient = near.GetStream(), toServer = far.GetStream();
        byte[] buffer = new byte[1 << 20];
        try
        {
            // One question at a time: the client waits for each answer, so that both directions can be served by one thread.
            while (true)
            {
                List<Socket> ready = [near.Client, far.Client];
                Socket.Select(ready, null, null, -1);
                if (ready.Contains(near.Client))
                {
                    int asked = toClient.Read(buffer);
                    if (asked == 0) return;
                    bool isLost = buffer.AsSpan(0, asked).IndexOf("COMMIT\0"u8) >= 0 && _isLost(Interlocked.Increment(ref _commits));
                    toServer.Write(buffer, 0, asked);
                    if (isLost)
                    {
                        // The answer comes, so it is committed; then the connection breaks.
                        if (toServer.Read(buffer) > 0) Interlocked.Increment(ref _lost);
                        return;
                    }
                }
                else
                {
                    int answered = toServer.Read(buffer);
                    if (answered == 0) return;
                    toClient.Write(buffer, 0, answered);
                }
            }
        }
        catch (IOException)
        {
            // One side is gone; the other follows.
        }
    }
}
