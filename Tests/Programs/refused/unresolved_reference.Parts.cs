// What became of the library: a type is gone, a field is private to the class under another name, a method takes another type.
namespace Parts
{
    public class Motor { private int _speed; public void Start(long speed) { _speed = (int)speed; } public virtual string Name() { return _speed > 0 ? "motor" : ""; } }
    public enum Mode { Off, On }
}
