// nanoFramework.Runtime.Native.Power: restarting the board.
using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace nanoFramework.Runtime.Native
{
    public delegate void RebootEventHandler();

    /// <summary>What to restart.</summary>
    public enum RebootOption
    {
        NormalReboot = 0,
        EnterNanoBooter = 1,
        ClrOnly = 2,
        EnterProprietaryBooter = 8,
    }

    /// <summary>Restarts the board after telling who asked to be told.</summary>
    public class Power
    {
        public Power() { }

        /// <summary>Raised before the board restarts.</summary>
        public static event RebootEventHandler OnRebootEvent;

        public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot)
        {
            RebootDevice(Timeout.Infinite, rebootOption);
        }

        /// <summary>As RebootDevice, but the handlers get that many milliseconds (-1: all they need).</summary>
        public static void RebootDevice(int exeConstraintTimeout, RebootOption rebootOption = RebootOption.NormalReboot)
        {
            if (rebootOption != RebootOption.NormalReboot && rebootOption != RebootOption.ClrOnly &&
                rebootOption != RebootOption.EnterNanoBooter && rebootOption != RebootOption.EnterProprietaryBooter)
            {
                throw new ArgumentException();
            }
            RebootEventHandler handlers = OnRebootEvent;
            if (handlers != null) Notify(handlers, exeConstraintTimeout);
            NativeReboot(rebootOption);
        }

        private static void Notify(RebootEventHandler handlers, int timeoutMilliseconds)
        {
            Thread notifier = new Thread(delegate()
            {
                handlers();
            });
            notifier.Start();
            if (!notifier.Join(timeoutMilliseconds)) notifier.Abort();
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern void NativeReboot(RebootOption rebootOption);
    }
}
