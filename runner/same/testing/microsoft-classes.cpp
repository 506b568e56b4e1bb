// Classes and exceptions for the Microsoft C++ ABI, in two objects: PART 1 and PART 2. What a change of it changes has a
// name: -DCAUGHT=unsigned is another program.

#ifndef AREA
#define AREA 3
#endif
#ifndef BASES
#define BASES Shape, virtual Named
#endif
#ifndef CAUGHT
#define CAUGHT int
#endif
#ifndef CODE
#define CODE 42
#endif
#ifndef NAME
#define NAME "a square"
#endif
#ifndef RECOVERED
#define RECOVERED error.code
#endif
#ifndef THROWN
#define THROWN 7
#endif

extern "C" int printf(const char *, ...);
extern "C" int puts(const char *);
extern "C" [[noreturn]] void exit(int);

struct Shape {
  int id;
  virtual int area() const;
  virtual ~Shape();
};

struct Named {
  int tag;
  virtual const char *name() const;
};

struct Square : BASES {
  int side;
  explicit Square(int side);
  int area() const override;
  const char *name() const override;
};

struct Circle : Square {
  explicit Circle(int radius);
  int area() const override;
};

#if PART == 1

// What Microsoft's runtime library has, besides its DLLs.
extern "C" {
extern void *const typeInfoFunctions[1] asm("??_7type_info@@6B@");
void *const typeInfoFunctions[1] = {0};
}
void operator delete(void *, decltype(sizeof 0)) noexcept {}
void operator delete(void *) noexcept {}

int Shape::area() const { return id; }
Shape::~Shape() { puts("gone"); }
const char *Named::name() const { return "nothing"; }
Square::Square(int side) : side(side) {
  id = 1;
  tag = 2;
}
int Square::area() const { return side * side; }
const char *Square::name() const { return NAME; }
Circle::Circle(int radius) : Square(radius) { id = 2; }
int Circle::area() const { return AREA * side * side; }

#else

struct Error {
  int code;
  explicit Error(int code) : code(code) {}
  Error(const Error &other) : code(other.code) {}
  ~Error() { puts("an error is gone"); }
};

struct Noted {
  ~Noted() { puts("noted"); }
};

int checked(int number) {
  if (number == 3) throw Error(CODE);
  if (number == 4) throw THROWN;
  return number;
}

int guarded(int number) {
  try {
    Noted noted;
    return checked(number);
  } catch (const Error &error) {
    return RECOVERED;
  } catch (CAUGHT other) {
    return -(int)other;
  }
}

extern "C" void start() {
  Square square(5);
  Circle circle(2);
  const Shape *shapes[] = {&square, &circle};
  for (const Shape *shape : shapes) printf("%d\n", shape->area());
  const Named &named = square;
  puts(named.name());
  printf("%d %d %d\n", guarded(1), guarded(3), guarded(4));
  exit(0);
}

#endif
